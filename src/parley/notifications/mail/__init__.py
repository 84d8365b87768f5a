"""The mail channel: what a mail says, how it is written, and how it is handed over."""
