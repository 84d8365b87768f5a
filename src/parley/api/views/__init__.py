"""The calls of the API, one file for each scope. Each view is one read or one action."""
