"""What keeping costs: pauses of writers while a backup is made, backups that come back whole."""
