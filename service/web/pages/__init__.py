"""A module a page: what it shows, its JSON under /api, its files, and what may be asked of it."""
