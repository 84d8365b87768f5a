"""One folder per source: an export file becomes publication and conversation."""
