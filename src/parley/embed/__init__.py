"""A conversation in somebody else's site: widget and HTTP API."""
