"""Readers, moderators, editors, and what belongs to them."""
