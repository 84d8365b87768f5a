"""Every change to the conversation, one file for each topic.

One transaction each; the event is written with the change.
"""
