"""The filter in Akismet's words, so that plug-ins and clients written for Akismet can ask Parley instead."""
