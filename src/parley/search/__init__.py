"""Search for readers: over articles, authors and published comments."""
