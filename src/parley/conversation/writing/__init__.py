"""What writers do with a comment once it is sent: see how it stands, change it, delete it, appeal."""
