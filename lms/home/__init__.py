"""Desks and growth pages: read-only, they may look at everything."""
