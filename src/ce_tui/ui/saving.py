"""Saving a certificate as a PDF where certificates are saved."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from ce_tui.certificate import CertificateError, render, write_pdf
from ce_tui.credit.model import Claim
from ce_tui.store import StoreError
from ce_tui.ui.base import AppBase


@dataclass(frozen=True, slots=True)
class Saved:
    path: Path


@dataclass(frozen=True, slots=True)
class NotSaved:
    sentence: str
    """Why there is no file."""


async def save(app: AppBase, claim: Claim) -> Saved | NotSaved:
    """Write the PDF of a claim to a new file."""
    try:
        pdf = await app.door.ask_raw(lambda store: store.certificates.paper(claim.number, render))
        return Saved(await asyncio.to_thread(write_pdf, app.downloads, claim.number, pdf))
    except (CertificateError, StoreError) as error:
        return NotSaved(str(error))
