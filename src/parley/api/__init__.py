"""The conversation for programs: a JSON API with tokens, signed webhooks, and the external moderation step."""
