"""Articles, sections, authors, feeds: the only room that imports Wagtail by right."""
