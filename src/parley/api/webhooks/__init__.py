"""News for other programs: written down with the event, signed, sent until it arrives."""
