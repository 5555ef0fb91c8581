"""Claiming from anywhere in the app: opens the form, and does for it what needs the store."""

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial

from textual.worker import Worker

from ce_tui.certificate import fonts_needed, name_problem
from ce_tui.credit.amount import Amount
from ce_tui.credit.browsing import as_if_ready, rehearse
from ce_tui.credit.claims import Claimed, ClaimRequest, NotClaimed, WouldClaim
from ce_tui.credit.listing import State
from ce_tui.credit.model import CertificateKind, Claim
from ce_tui.credit.questions import Answers
from ce_tui.credit.standing import CreditView
from ce_tui.credit.words import impossible, reason
from ce_tui.store import Refused, Store, StoreError
from ce_tui.store.results import Draft
from ce_tui.ui.base import AppBase
from ce_tui.ui.forms.claim import ClaimScreen, ClaimStart
from ce_tui.ui.saving import NotSaved, Saved, save

_KEPT = "Your answers are kept; you can go on whenever you like."
_KEPT_HERE = "Your answers are kept until you stop browsing."


class Claiming:
    """What the claim form asks of the app (a `ClaimBackend`): one credit, one learner, one request."""

    def __init__(self, app: AppBase, view: CreditView, draft: Draft) -> None:
        self._app, self._view, self._draft = app, view, draft
        self._fonts_told = ""

    async def save_draft(self, answers: Answers) -> None:
        """Keep the answers as they were given."""
        app = self._app
        learner, credit, now = app.learner.key, self._view.key, app.clock()
        await app.door.ask(lambda store: store.claims.save_draft(learner, credit, answers, now))

    async def claim(self, amount: Amount, name: str, answers: Answers) -> Claimed | NotClaimed | WouldClaim:
        """Claim, or say why not; while browsing, what would be claimed."""
        app = self._app
        if self._view.credit.certificate.kind is CertificateKind.LOCAL:
            # A claim keeps its name for good: say now what its certificate could not show.
            for text, what in ((name, "name"), (app.learner.license, "license number")):
                if problem := await asyncio.to_thread(name_problem, text, what):
                    return NotClaimed([problem])
            of = self._view.credit, self._view.organization, name, app.learner.license
            if (fonts := await asyncio.to_thread(fonts_needed, *of)) and fonts != self._fonts_told:
                self._fonts_told = fonts
                return WouldClaim(f"{fonts} Press the button again to claim.")
        if app.mode.browse:
            return rehearse(self._view, amount, answers, name, app.clock())
        try:
            request = ClaimRequest(self._draft.request_id, amount, name, answers)
            learner, credit, now = app.learner.key, self._view.key, app.clock()
            return Claimed(await app.door.ask_raw(lambda store: store.claims.make(learner, credit, request, now)))
        except Refused as refused:
            return NotClaimed(refused.reasons)
        except StoreError as error:
            return NotClaimed([str(error)])

    async def save(self, claim: Claim) -> Saved | NotSaved | None:
        """Save the certificate; None if the app hands it over in a way of its own."""
        return None if self._app.hand_over(claim) else await save(self._app, claim)

    def copy(self, text: str) -> str:
        """Copy; what to tell of it."""
        return self._app.copy(text)


def start_claim(app: AppBase, key: int) -> None:
    """Open the claim form of a credit, once however often it is asked for."""
    _: Worker[None] = app.run_worker(partial(_claim, app, key), group="claim")


def _opened(store: Store, learner: str, key: int, now: datetime, browse: bool) -> tuple[CreditView, Draft | None]:
    """The credit, and its form as it was left if it can be claimed now."""
    view = store.credits.view(learner, key, now)
    if browse:
        view = as_if_ready(view)
    return view, store.claims.draft(learner, key, now) if view.state is State.READY else None


async def _claim(app: AppBase, key: int) -> None:
    below = app.screen
    if below.is_modal:
        return
    learner, now, browse = app.learner, app.clock(), app.mode.browse
    opened = await app.door.ask(lambda store: _opened(store, learner.key, key, now, browse))
    if opened is None:
        return
    view, draft = opened
    if draft is None:
        why = "" if app.mode.travels else impossible(now, view.organization.zone)
        app.say(why or reason(view.credit, view.holding.measure, view.state, view.organization.zone, now))
        return
    if app.screen is not below:  # a second press came first
        return
    start = ClaimStart(view, draft.answers, learner.name, browse, learner.profession)
    claim = await app.push_screen_wait(ClaimScreen(start, Claiming(app, view, draft)))
    if claim is None:
        app.say(_KEPT_HERE if browse else _KEPT)
    elif not learner.name:
        await app.door.ask(lambda store: store.accounts.save(replace(learner, name=claim.name)))
    await app.changed()
