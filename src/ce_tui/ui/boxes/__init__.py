"""Boxes: small modal screens over whatever is below."""
