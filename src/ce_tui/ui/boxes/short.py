"""The short pages: a certificate, why a number is what it is, instructions, help, a problem."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Markdown, Static

from ce_tui.credit import words
from ce_tui.credit.explain import RECENT, explain, explain_claim
from ce_tui.credit.model import CertificateKind, Claim, Part
from ce_tui.credit.parties import Organization
from ce_tui.credit.text import clean, clean_block
from ce_tui.exit_codes import PUT_RIGHT
from ce_tui.store import Store, StoreError
from ce_tui.ui.base import AppBase
from ce_tui.ui.box import Box
from ce_tui.ui.drawing import lines
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.layout import hang
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import keys_of
from ce_tui.ui.leaving import leave


class ProblemScreen(Box[None]):
    """The store cannot be opened: says why and what to do; the app can only be left."""

    BOX_TITLE = "The store cannot be opened"
    app = getters.app(AppBase)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "close", "Quit", id="quit")]

    def __init__(self, problem: str) -> None:
        super().__init__()
        self._problem = problem

    def body(self) -> ComposeResult:
        yield Static(plain(self._problem), classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Quit", id="close", compact=True)

    def on_mount(self) -> None:
        self.app.exit_code = PUT_RIGHT

    @on(Button.Pressed, "#close")
    def action_close(self) -> None:
        self.app.exit(return_code=PUT_RIGHT)


def claim_facts(claim: Claim, width: int) -> Content:
    """A claim in lines: what, how much, when, number, name, where the proof is."""
    zone = claim.organization.zone
    said = claim.credit.type.say_in_full(claim.amount)
    part = f" (part {claim.part}, of {claim.credit.type.say(claim.credit.amount)})" if claim.is_part else ""
    rows = [
        ("Amount", f"{said}{part}"),
        ("Claimed", words.date_time(claim.claimed_at, zone)),
        ("Number", claim.number),
        ("Name", claim.name),
        ("From", claim.organization.name),
    ]
    if claim.completed_at is not None:
        label = "Completed" if claim.is_completion else "Activity"
        rows.insert(1, (label, words.days(claim.began_at, claim.completed_at, zone)))
    text = [plain(claim.credit.title).stylize("bold"), Content("")]
    for label, value in rows:
        text += hang(Content.styled(f"{label:<11}", lines.LABEL), plain(value), width)
    for said in _become(claim, zone):
        text += [Content(""), plain(said).stylize("bold $text-error")]
    if (issued := claim.reissue) is not None:
        said = f"Issued on {words.day(issued.at, zone)} in the place of {issued.of}: {issued.reason}"
        text += [Content(""), *hang("", plain(said), width)]
    rule = claim.credit.certificate
    text.append(Content(""))
    match rule.kind:
        case CertificateKind.LOCAL:
            text.append(Content("The certificate is a PDF made on this machine."))
        case CertificateKind.EXTERNAL:
            text.append(plain(rule.text or f"{claim.organization.name} keeps the certificate in its own system."))
            text += [plain(rule.url)] if rule.url else []
        case CertificateKind.NONE:
            text.append(plain(rule.text or "No certificate is issued for this credit; the claim is the record."))
    return Content("\n").join(text)


def _become(claim: Claim, zone: str) -> Iterator[str]:
    """What has become of a claim, if it does not stand any more."""
    if (revoked := claim.revocation) is not None:
        back = " Its amount can be claimed again." if revoked.returned else ""
        yield f"Revoked on {words.day(revoked.at, zone)}: {revoked.reason}{back}"
    if (newer := claim.superseded) is not None:
        yield f"Superseded on {words.day(newer.at, zone)} by {newer.by}"


async def download(app: AppBase, claim: Claim) -> Path | str:
    """Write the certificate's PDF; the path, or a sentence why there is none."""

    from ce_tui.certificate import CertificateError, render, write_pdf

    try:
        pdf = await app.door.ask_raw(Store.paper, claim.number, render)
        return await asyncio.to_thread(write_pdf, app.downloads, claim.number, pdf)
    except (CertificateError, StoreError) as error:
        return str(error)


class ClaimPage(Box[None]):
    """One claim and its certificate."""

    BOX_TITLE = "Certificate"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "download", "Download the certificate", id="download"),
        Binding("c", "copy", "Copy the number, or where it was saved", id="copy"),
    ]
    app = getters.app(AppBase)

    def __init__(self, number: str, at_once: bool = False) -> None:
        """`at_once` downloads the certificate without being asked again."""
        super().__init__()
        self._number = number
        self._at_once = at_once
        self._claim: Claim | None = None
        self._copied = number

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Fluid("claim")
            yield Static("", id="saved", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Download Certificate", id="download", variant="primary", compact=True)
        yield Button("Copy", id="copy", compact=True)
        yield Button("Close", id="close", compact=True)

    @work
    async def on_mount(self) -> None:
        self._claim = await self.app.door.ask(Store.claim_by_number, self._number, self.app.learner.key)
        if self._claim is None:
            leave(self)
            return
        self.query_one("#claim", Fluid).tell(partial(claim_facts, self._claim))
        rule = self._claim.credit.certificate
        if rule.kind is not CertificateKind.LOCAL:
            self.query_one("#download").display = False
            if rule.url:
                self._copied = rule.url
        elif self._at_once:
            self.action_download()

    @on(Button.Pressed, "#download")
    def action_download(self) -> None:
        claim = self._claim
        if claim is None or claim.credit.certificate.kind is not CertificateKind.LOCAL:
            return
        if not self.app.hand_over(claim):
            self._download(claim)

    @work(exclusive=True)
    async def _download(self, claim: Claim) -> None:
        made = await download(self.app, claim)
        saved = self.query_one("#saved", Static)
        if isinstance(made, Path):
            self._copied = str(made)
            saved.update(Content.assemble("\nSaved as\n", plain(str(made)).stylize("bold")))
        else:
            saved.update(Content.assemble("\n", plain(made).stylize("$text-error")))

    @on(Button.Pressed, "#copy")
    def action_copy(self) -> None:
        self.app.say(self.app.copy(self._copied))


class WhyScreen(Box[None]):
    """How the numbers of a credit came about, or of a claim (its number) as it stood."""

    BOX_TITLE = "Why this number"
    app = getters.app(AppBase)

    def __init__(self, of: int | str) -> None:
        super().__init__()
        self._of = of

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Fluid("why")

    @work
    async def on_mount(self) -> None:
        now, learner = self.app.clock(), self.app.learner.key

        def told(store: Store) -> list[Part]:
            if isinstance(self._of, str):
                return explain_claim(store.claim_by_number(self._of, learner))
            return explain(
                store.credits.view(learner, self._of, now), store.ledger(learner, self._of, now), now, RECENT
            )

        found = await self.app.door.ask(told)
        if found is None:
            leave(self)
            return
        self.query_one("#why", Fluid).tell(partial(reasons, found))


def reasons(parts: list[Part], width: int) -> Content:
    """What the numbers are and why, the ledger of each content below it."""
    text: list[Content] = []
    for part in parts:
        text += [plain(part.what).stylize("bold"), *hang("  ", plain(part.why), width)]
        if part.earlier:
            text += hang("  · ", Content(f"and {part.earlier} earlier; `ce-tui explain` prints all"), width)
        for line in part.lines:
            text += hang("  · ", plain(line), width)
    return Content("\n").join(text)


class InstructionsScreen(Box[None]):
    """What the organization asks its learners to know."""

    BOX_TITLE = "Instructions"

    def __init__(self, organizations: tuple[Organization, ...]) -> None:
        super().__init__()
        self._organizations = organizations

    def body(self) -> ComposeResult:
        texts = [
            f"# {clean(organization.name)}\n\n{clean_block(organization.instructions)}"
            for organization in self._organizations
            if organization.instructions.strip()
        ]
        with VerticalScroll():
            yield Markdown("\n\n".join(texts) or "No special instructions.", open_links=False)


class HelpScreen(Box[None]):
    """The keys in force on the screen below, with what else there is to say of it."""

    BOX_TITLE = "Keys"

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self._keys = keys_of(of)
        self._about = of.HELP or ""
        self._hint = getattr(of.focused, "hint", "")

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Fluid("help")

    def on_mount(self) -> None:
        # Textual would not see that it grows while the box is laid out for the first time.
        self.call_after_refresh(self.query_one("#help", Fluid).tell, self._told)

    def _told(self, width: int) -> Content:
        rows = [(", ".join(bound.keys), bound.does) for bound in self._keys]
        if self._hint:
            rows.insert(0, ("In this field", self._hint))
        column = min(max(len(keys) for keys, _ in rows), 20)
        text = [
            line
            for keys, does in rows
            for line in hang(Content.styled(f"{keys:<{column}}  ", "bold"), plain(does), width)
        ]
        return Content("\n").join([*text, *([Content(""), plain(self._about)] if self._about else [])])
