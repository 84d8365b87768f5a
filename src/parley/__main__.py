"""`python -m parley`: the same as the console script."""

from parley.config.cli import main

main()
