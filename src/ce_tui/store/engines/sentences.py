"""What goes wrong with SQLite, in words."""

from pathlib import Path

from ce_tui.store.engines.files import cannot_lock


def explain(error: BaseException, path: Path | None) -> str:
    """An error of SQLite, SQLAlchemy or the system about the store at `path`, as one sentence."""
    cause = getattr(error, "orig", None) or error
    text = str(cause)
    where = f"store {path}" if path else "store in memory"
    if path and any(sign in text for sign in _LOCKS) and cannot_lock(path.parent):
        return (
            f"Files cannot be locked in {path.parent}, as on some network drives, so nothing was changed. "
            "Keep the store on a local disk: name it with --store."
        )
    for sign, sentence in _SENTENCES.items():
        if sign in text:
            return sentence.format(where=where, path=path)
    if isinstance(cause, PermissionError):
        return f"The {where} may not be opened by you; check who owns the file and its folder."
    if isinstance(cause, (FileExistsError, NotADirectoryError)):
        return (
            f"The {where} cannot be opened, for what should be a folder above it is a file; name another with --store."
        )
    if isinstance(cause, OSError):
        return f"The {where} cannot be opened: {cause.strerror or cause}."
    return f"The {where} could not do that: {text}. Nothing was changed."


_LOCKS = ("locked", "disk I/O error", "locking protocol", "access permission denied")
"""What SQLite says where a lock fails."""
_DAMAGED = "The {where} is damaged; run `ce-tui store restore`, or move the file away to start anew."
_INCOMPLETE = "The {where} is incomplete; run `ce-tui store restore`, or move the file away to start anew."
_SENTENCES = {
    "file is not a database": "{path} is not a ce-tui store; choose another file with --store, or move it away.",
    "malformed": _DAMAGED,
    "codec can't decode": _DAMAGED,
    "Could not decode": _DAMAGED,
    "codec can't encode": "A text holds characters that cannot be stored, so nothing was changed; please correct it.",
    "database or disk is full": "The disk is full, so nothing was changed in the {where}; make room and try again.",
    "disk I/O error": (
        "The disk could not be written, so nothing was changed in the {where}; check the disk and try again."
    ),
    "readonly": "The {where} is read-only, so nothing was changed; make the file and its folder writable.",
    "unable to open": "The {where} cannot be opened; check that its folder exists and is yours.",
    "locked": "Another program kept the store busy for too long, so nothing was changed; please try again.",
    "no such table": _INCOMPLETE,
    "no such column": _INCOMPLETE,
    "FOREIGN KEY": "This is no longer in the store, so nothing was changed; go back to the list and try again.",
    "a claim is final": "A claim is final and cannot be changed.",
    "a revocation is final": "A revocation is final and cannot be changed.",
    "the chain of claims": "This does not follow from the records before it, so nothing was changed; please try again.",
    "do not add up": "This claim does not follow from the earlier ones, so nothing was claimed; please try again.",
}
