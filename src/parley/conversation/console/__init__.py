"""The moderators' console: queues, decisions, rules. Works without JavaScript and outside Wagtail's shell."""
