"""The app: tabs, pages and forms. Knows the store only through its one door."""
