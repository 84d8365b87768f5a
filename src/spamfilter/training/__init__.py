"""How the shipped weights are made; nothing in here is needed to judge a comment."""
