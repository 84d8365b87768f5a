"""What readers do about their own record: sign in, look at it, take it with them, erase it; and its retention."""
