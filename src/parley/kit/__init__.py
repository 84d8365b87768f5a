"""Pure helpers: clock, text, markup, addresses, signing. No model, no Django."""
