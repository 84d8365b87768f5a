"""Settings, addresses, gate, command line: the only room that knows every other."""
