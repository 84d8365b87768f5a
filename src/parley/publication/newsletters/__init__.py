"""The newsletter: issues made of articles, composed by editors or by the calendar."""
