"""Durable events: written with the change, claimed once by each consumer."""
