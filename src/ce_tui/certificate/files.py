"""Saving a certificate: whole or not at all, and never over another file."""

import contextlib
import errno
import os
import re
import stat
import tempfile
from itertools import count
from pathlib import Path

from ce_tui.certificate.errors import CertificateError

_NO_HARD_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


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
    names = (f"CE-{number}{f'-{copy}' if copy > 1 else ''}.pdf" for copy in count(1))
    temporary = _temporary(folder, data)
    try:
        for name in names:
            path = folder / name
            if _holds(path, data):
                return path
            with contextlib.suppress(FileExistsError):
                _publish(temporary, path)
                _sync_folder(folder)
                return path
    finally:
        temporary.unlink(missing_ok=True)
    raise AssertionError("count() has no end")


def _temporary(folder: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".ce-", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


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


def _publish(temporary: Path, path: Path) -> None:
    """Give the finished file its name; FileExistsError when the name is taken, by a broken link too."""
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        # No hard links here (FAT, some network folders): take the name with an empty file, then replace that.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            temporary.replace(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _sync_folder(folder: Path) -> None:
    """Make the name durable; some file systems cannot, which is no reason to fail."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
