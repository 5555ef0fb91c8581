"""The commands of `ce-tui` without the app: each takes a `Job`, prints, and returns an exit code."""
