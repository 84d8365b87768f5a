"""The reference pages, made from the code: settings, commands, events, blocks, errors.

    python -m parley.config.reference docs/reference

A test compares the pages with what stands in the repository, so a setting or a command cannot change without them.
"""
