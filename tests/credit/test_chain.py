"""Seals: each record is bound to the one before it, in one way for good."""

import itertools
from hashlib import sha256

from ce_tui.credit.chain import FIRST, paper_seal, seal


def test_a_seal_can_be_made_again_without_this_program() -> None:
    assert seal(FIRST, "7", "Ada") == sha256(b"ce-tui\n7\nAda").hexdigest()
    paper = sha256(b"%PDF-").hexdigest()
    assert paper_seal("abc", 2, b"%PDF-") == sha256(f"abc\n2\n{paper}".encode()).hexdigest()


def test_whatever_is_changed_taken_out_or_moved_changes_the_seal() -> None:
    seals = [
        seal(FIRST, "a", "b"),
        seal(FIRST, "b", "a"),
        seal(FIRST, "a"),
        seal(FIRST, "a", "b", ""),
        seal(seal(FIRST, "a"), "b"),
        paper_seal(FIRST, 1, b"a"),
        paper_seal(FIRST, 2, b"a"),
        paper_seal(FIRST, 1, b"b"),
        paper_seal(seal(FIRST, "a"), 1, b"a"),
    ]
    assert all(one != other for one, other in itertools.combinations(seals, 2))


def test_text_that_is_no_unicode_can_be_sealed_too() -> None:
    assert seal(FIRST, "\ud800") != seal(FIRST, "\ud801")
