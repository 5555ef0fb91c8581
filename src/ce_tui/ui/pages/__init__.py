"""Pages: one screen for each kind of content, and for a credit."""
