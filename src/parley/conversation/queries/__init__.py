"""Reads of the conversation, one file for each topic."""
