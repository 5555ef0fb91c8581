"""What a credit is, when it is earned and when it can be claimed.

Pure: standard library only, values that never change and functions; `now` is always an argument.
"""
