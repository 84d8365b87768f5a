"""Threads, comments, moderation. A thread is an address, never a page: the same room serves articles and foreign pages."""
