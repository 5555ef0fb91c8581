"""The demo: the app on a store of its own, with a clock that its presenter moves, and a guided tour."""
