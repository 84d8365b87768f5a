"""The command `parley`: one file a command.

Exit codes: 0 done; 1 refused or found wrong, said in words; 2 wrong usage; 130 stopped by Ctrl-C.
"""

from parley.config.cli.main import main

__all__ = ["main"]
