"""The engines under the store: what is SQLite's alone."""
