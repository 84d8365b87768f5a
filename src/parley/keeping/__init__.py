"""Keeping an installation: backups and their way back, upgrades, what is wrong and what to do about it."""
