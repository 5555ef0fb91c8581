"""Saving a certificate: whole or not at all, and never over another file."""

import os
import re
import stat
from pathlib import Path

from ce_tui.certificate.errors import CertificateError
from ce_tui.files import new_file, numbered, take_name


def write_pdf(folder: Path, number: str, data: bytes) -> Path:
    """Save the certificate with that number in `folder` and return its path.

    The file is `CE-<number>.pdf`, readable by its owner alone, or `CE-<number>-2.pdf` and so on where a file
    with other contents (or a link) has that name; a file that holds `data` already is left and returned.
    CertificateError, one sentence, when it cannot be saved; then nothing is left behind.
    """
    if not re.fullmatch(r"[0-9A-Za-z-]{1,64}", number):
        raise CertificateError(f"The certificate number “{number}” cannot be part of a file name.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(folder, number, data)
    except OSError as error:
        raise CertificateError(
            f"The certificate could not be saved in {folder} ({error.strerror or error}): "
            "choose another folder, or make room there and try again."
        ) from error


def _write(folder: Path, number: str, data: bytes) -> Path:
    with new_file(folder) as new:
        new.write_bytes(data)
        for path in numbered(folder / f"CE-{number}.pdf"):
            if _holds(path, data) or take_name(new, path):
                return path
    raise AssertionError("there is no last number")


def _holds(path: Path, data: bytes) -> bool:
    """Whether `path` is a plain file, not a link, with exactly these contents."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return False
    with os.fdopen(handle, "rb") as file:
        return file.read(len(data) + 1) == data
