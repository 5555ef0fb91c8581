"""One claim and its certificate, which can be saved as a PDF."""

from functools import partial
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from ce_tui.credit.model import CertificateKind, Claim
from ce_tui.ui.base import AppBase
from ce_tui.ui.box import Box
from ce_tui.ui.drawing import lines
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave
from ce_tui.ui.saving import NotSaved, Saved, save


class CertificateScreen(Box[None]):
    """One claim and its certificate."""

    BOX_TITLE = "Certificate"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "download", "Download the certificate", id="download"),
        Binding("c", "copy", "Copy the number, or where it was saved", id="copy"),
    ]
    app = getters.app(AppBase)
    facts = getters.query_one("#claim", Fluid)
    saved_line = getters.query_one("#saved", Static)
    download_button = getters.query_one("#download", Button)

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
        number, learner = self._number, self.app.learner.key
        self._claim = await self.app.door.ask(lambda store: store.certificates.claim(number, learner))
        if self._claim is None:
            leave(self)
            return
        self.facts.show(partial(lines.claim_facts, self._claim))
        rule = self._claim.credit.certificate
        if rule.kind is not CertificateKind.LOCAL:
            self.download_button.display = False
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
        match await save(self.app, claim):
            case Saved(path):
                self._copied = str(path)
                self.saved_line.update(Content.assemble("\nSaved as\n", plain(self._copied).stylize("bold")))
            case NotSaved(sentence):
                self.saved_line.update(Content.assemble("\n", plain(sentence).stylize("$text-error")))

    @on(Button.Pressed, "#copy")
    def action_copy(self) -> None:
        self.app.say(self.app.copy(self._copied))
