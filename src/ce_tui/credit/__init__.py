"""What a credit is, when it is earned and when it can be claimed.

Pure: standard library only, frozen dataclasses and functions; `now` is always an argument.
"""
