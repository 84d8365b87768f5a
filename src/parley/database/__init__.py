"""Queries that are compiled once and asked many times. No model of its own."""
