"""Parley publishes a magazine and hosts the conversation under it."""

__version__ = "0.1.0"
