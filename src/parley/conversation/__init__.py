"""Threads, comments, moderation. A thread is an address, never a page: the room serves articles and foreign pages."""
