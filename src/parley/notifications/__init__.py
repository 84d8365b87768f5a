"""Who is told what, once, and how they stop it. One folder per channel."""
