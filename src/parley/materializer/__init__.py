"""Which public files show a change, and writing them. It is given plain documents and imports no Wagtail."""
