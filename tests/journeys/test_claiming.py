"""Claiming: whole, in part, interrupted, twice, from two windows; and the certificate in hand."""

from typing import Any

import pytest
from pypdf import PdfReader
from textual.widgets import Button, Input

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.model import (
    CertificateKind,
    CertificateRule,
    Claim,
    Credit,
    PartialRule,
    Remainder,
    UpTo,
)
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.standing import CreditView
from ce_tui.store import Refused, StoreError
from ce_tui.store.claims import Claims

from .conftest import NOW, Desk, Person, credit, finish

WHY = Question("why", QuestionKind.SHORT_TEXT, "What will you change?", required=True)
PARTS = PartialRule(step=Amount(250), up_to=UpTo.WHOLE)


def ready(desk: Desk, one: Credit, organization: Organization | None = None, *, name: str = "Ada Lovelace") -> None:
    """A store in which that credit can be claimed."""
    desk.load([one], organization, name=name)
    with desk.store() as store:
        finish(store, one.id, NOW)


async def open_form(person: Person) -> None:
    await person.turns_to("ready")
    await person.presses("enter")
    await person.at("ClaimScreen")


async def claims_of(person: Person) -> tuple[Claim, ...]:
    view: CreditView = await person.asks(lambda store: store.credits.view("ada", 1, NOW))
    return view.claims


async def test_a_whole_credit_is_claimed_and_its_certificate_saved(desk: Desk) -> None:
    ready(desk, credit("airway", questions=(WHY,), attestation="I was there."), Organization("o", "Org", acronym="CPE"))
    async with desk.open() as person:
        await open_form(person)
        await person.sees("Claim CPE", "What will you change?", "I was there.")
        await person.presses("ctrl+s")
        await person.sees("! 2 answers need another look.")
        await person.types("All of it")
        await person.presses("tab", "space", "ctrl+s")
        await person.sees("Name on the certificate", "It cannot be changed after claiming.", "Claim CPE")
        await person.clicks("#claim-claim")
        await person.sees("✓ Claimed: 1.00 hour", "Ada Lovelace")
        await person.clicks("#claim-download")
        await person.sees("Your certificate is here:")
        (pdf,) = desk.downloads.glob("*.pdf")
        assert "Ada Lovelace" in PdfReader(pdf).pages[0].extract_text()
        assert pdf.stat().st_mode & 0o077 == 0
        await person.presses("c")
        assert person.app.clipboard == str(pdf)
        await person.presses("escape")
        await person.at("MainScreen")
        await person.sees("In Progress 0", "Ready to Claim 0", "Certificates 1")
        (claim,) = await claims_of(person)
        assert (claim.answers["why"], claim.amount) == ("All of it", Amount(1000))


@pytest.mark.parametrize(
    ("remainder", "sentence", "left"),
    [
        (Remainder.KEEP, "The remaining 0.25 hours stay claimable.", "1"),
        (Remainder.FORFEIT, "! The remaining 0.25 hours will be given up", "0"),
    ],
)
async def test_a_part_is_claimed_and_the_rest_is_kept_or_given_up(
    desk: Desk, remainder: Remainder, sentence: str, left: str
) -> None:
    ready(desk, credit("airway", partial=PartialRule(step=Amount(250), up_to=UpTo.WHOLE, remainder=remainder)))
    async with desk.open() as person:
        await open_form(person)
        await person.presses("down")
        await person.sees("Claiming 0.75 of 1.00 hour · left afterwards 0.25", sentence)
        await person.presses("ctrl+s")
        await person.sees("Claim partial CE")
        await person.clicks("#claim-claim")
        await person.sees("✓ Claimed: 0.75 hours")
        await person.presses("escape")
        await person.sees(f"Ready to Claim {left}", "Certificates 1")


async def test_answers_survive_closing_the_form_and_the_app(desk: Desk) -> None:
    ready(desk, credit("airway", questions=(WHY,)))
    async with desk.open() as person:
        await open_form(person)
        await person.types("Half a")
        await person.presses("escape")
        await person.at("MainScreen")
        await person.hears("Your answers are kept; you can go on whenever you like.")
        await person.presses("enter")
        await person.at("ClaimScreen")
        await person.sees("Half a")
        await person.presses("end")
        await person.types(" thought")
        await person.presses("ctrl+q")
    async with desk.open() as person:
        await open_form(person)
        await person.sees("Half a thought")


async def test_a_fast_double_press_opens_one_form_and_makes_one_claim(desk: Desk) -> None:
    ready(desk, credit("airway", attestation="I was there."))
    async with desk.open() as person:
        await person.turns_to("ready")
        await person.presses("enter", "enter", "c")
        await person.at("ClaimScreen")
        assert [type(screen).__name__ for screen in person.app.screen_stack] == ["MainScreen", "ClaimScreen"]
        await person.sees("[ ] I was there.")  # a second Enter that comes late attests nothing
        await person.presses("enter")
        await person.sees("[ ] I was there.")
        await person.presses("space", "ctrl+s")
        await person.waits(lambda: person.app.screen.query("#claim-claim"))
        button = person.app.screen.query_one("#claim-claim", Button)
        button.press()
        button.press()
        await person.sees("✓ Claimed")
        assert len(await claims_of(person)) == 1


async def test_two_apps_that_claim_the_same_make_one_claim(desk: Desk) -> None:
    ready(desk, credit("airway"))
    async with desk.open() as one, desk.open() as other:
        for person in (one, other):
            await open_form(person)
        for person in (one, other):
            await person.clicks("#claim-claim")
        for person in (one, other):
            await person.sees("✓ Claimed: 1.00 hour")
            await person.presses("escape")
            await person.sees("Ready to Claim 0", "Certificates 1")
        assert len(await claims_of(one)) == 1


async def test_a_claim_whose_window_closes_meanwhile_is_refused_and_the_answers_stay(desk: Desk) -> None:
    from datetime import timedelta

    ready(desk, credit("airway", closes_at=NOW + timedelta(hours=1)))
    async with desk.open() as person:
        await open_form(person)
        desk.clock.move(hours=2)
        await person.clicks("#claim-claim")
        await person.sees("! The claim window of this credit is over.")
        assert await claims_of(person) == ()


async def test_a_claim_that_cannot_be_stored_can_be_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(desk, credit("airway"))

    def full(*_: Any) -> None:
        raise StoreError("The disk is full, so nothing was changed; free some space and try again.")

    async with desk.open() as person:
        await open_form(person)
        with monkeypatch.context() as patch:
            patch.setattr(Claims, "make", full)
            await person.clicks("#claim-claim")
            await person.sees("! The disk is full, so nothing was changed")
        await person.clicks("#claim-claim")
        await person.sees("✓ Claimed")


async def test_what_is_not_ready_says_why(demo: Desk) -> None:
    async with demo.open() as person:
        await person.goes_to("sepsis-bundle")
        await person.presses("c")
        await person.hears("In progress: 0 min of 60 min.")
        await person.goes_to("ethics-rounds")
        await person.presses("c")
        await person.hears("19 Jun 2026")
        assert person.where == "MainScreen"


async def test_the_name_is_asked_once_and_kept(desk: Desk) -> None:
    ready(desk, credit("airway"), name="")
    async with desk.open() as person:
        await person.sees("ada ◉")
        await open_form(person)
        await person.clicks("#claim-claim")
        await person.sees("! Please enter your name as the certificate shall show it.")
        await person.types("Grace Hopper")
        await person.clicks("#claim-claim")
        await person.sees("✓ Claimed")
        await person.presses("escape")
        await person.sees("Grace Hopper ◉")
        assert (await person.asks(lambda store: store.accounts.learner("ada"))).name == "Grace Hopper"


async def test_a_name_that_no_certificate_can_show_is_refused_before_the_claim(desk: Desk) -> None:
    ready(desk, credit("airway"))
    async with desk.open() as person:
        await open_form(person)
        person.app.screen.query_one("#claim-name", Input).value = "Ada 𓀀"
        await person.clicks("#claim-claim")
        await person.sees("! ", "𓀀")
        assert await claims_of(person) == ()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (CertificateRule(CertificateKind.EXTERNAL, "https://example.org/me", "It is in your portal."), "It is in your"),
        (CertificateRule(CertificateKind.NONE), "This organization gives no certificate for this credit."),
    ],
)
async def test_a_certificate_elsewhere_or_nowhere_is_said(desk: Desk, rule: CertificateRule, text: str) -> None:
    ready(desk, credit("airway", certificate=rule))
    async with desk.open() as person:
        await open_form(person)
        await person.clicks("#claim-claim")
        await person.sees("✓ Claimed", text)
        await person.presses("escape")
        await person.turns_to("claims")
        await person.presses("d")
        await person.at("CertificateScreen")
        await person.sees("Ada Lovelace")
        assert not person.app.screen.query_one("#download").display
        assert not desk.downloads.exists()
        if rule.url:
            await person.presses("c")
            assert person.app.clipboard == rule.url


async def test_a_certificate_is_downloaded_again_and_never_over_another_file(demo: Desk) -> None:
    async with demo.open() as person:
        await person.turns_to("claims")
        await person.goes_to("Antimicrobial Stewardship at the Bedside")
        await person.presses("d")
        await person.at("CertificateScreen")
        await person.sees("Saved as", ".pdf")
        (first,) = demo.downloads.iterdir()
        assert first.read_bytes().startswith(b"%PDF")
        first.write_text("mine")
        await person.pilot.pause(0.25)  # a button shows for a moment that it was pressed
        await person.clicks("#download")
        await person.waits(lambda: len(list(demo.downloads.iterdir())) == 2)
        assert first.read_text() == "mine"
        (second,) = set(demo.downloads.iterdir()) - {first}
        await person.waits(lambda: second.name in person.screen)
        await person.presses("c")
        assert person.app.clipboard == str(second)


async def test_a_folder_that_cannot_be_written_is_said(demo: Desk) -> None:
    demo.downloads.write_text("not a folder")
    async with demo.open() as person:
        await person.turns_to("claims")
        await person.goes_to("Antimicrobial Stewardship at the Bedside")
        await person.presses("d")
        await person.at("CertificateScreen")
        await person.waits(lambda: str(person.app.screen.query_one("#saved").render()).strip())
        await person.misses("Saved as")


async def test_a_revoked_claim_says_when_and_why(demo: Desk) -> None:
    async with demo.open() as person:
        await person.turns_to("claims")
        await person.presses("end", "enter")
        await person.at("CertificateScreen")
        await person.sees("Revoked on 1 May 2026: Recorded for the wrong person.")


async def test_the_profile_changes_the_name_and_old_claims_keep_theirs(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("p")
        await person.at("ProfileScreen")
        name = person.app.screen.query_one("#name", Input)
        name.value = " "
        await person.presses("enter")
        await person.sees("Please enter your name as the certificate shall show it.")
        name.value = "Ada King"
        await person.presses("enter")
        await person.at("MainScreen")
        await person.sees("Ada King ◉")
        await person.turns_to("claims")
        await person.presses("enter")
        await person.at("CertificateScreen")
        await person.sees("Ada Lovelace, MD")
        learner: Learner = await person.asks(lambda store: store.accounts.learner("ada"))
        assert (learner.name, learner.license) == ("Ada King", "NY 104-271828")


async def test_a_profile_left_by_esc_changes_nothing(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("p")
        await person.at("ProfileScreen")
        await person.types("xyz")
        await person.presses("escape")
        await person.at("MainScreen")
        assert (await person.asks(lambda store: store.accounts.learner("ada"))).name == "Ada Lovelace, MD"


async def test_a_second_part_is_claimed_from_the_page_of_the_credit(demo: Desk) -> None:
    async with demo.open() as person:
        await person.turns_to("ready")
        await person.goes_to("annual-meeting")
        await person.presses("o")
        await person.at("CreditPage")
        await person.sees("Claimed 1.50 credits, 3.00 credits left", "c claim")
        await person.presses("c", "c")
        await person.at("ClaimScreen")
        await person.presses("ctrl+s", "space", "ctrl+s")
        await person.sees("earlier parts 1.50")
        await person.presses("ctrl+s")
        await person.clicks("#claim-claim")
        await person.sees("✓ Claimed: 2.25 AMA PRA Category 1 Credits™")
        await person.presses("escape")
        await person.at("CreditPage")
        await person.sees("Claimed 3.75 credits, 0.75 credits left")
        await person.presses("escape")
        await person.sees("Ready to Claim 4", "Certificates 7")


def test_one_request_is_one_claim_whoever_asks(desk: Desk) -> None:
    ready(desk, credit("airway"))
    with desk.store() as store:
        draft = store.claims.draft("ada", 1, NOW)
        made = store.claims.make("ada", 1, ClaimRequest(draft.request_id, Amount(1000), "Ada", {}), NOW)
        assert store.claims.make("ada", 1, ClaimRequest(draft.request_id, Amount(1000), "Ada", {}), NOW) == made
        with pytest.raises(Refused):
            store.claims.make("ada", 1, ClaimRequest("another", Amount(1000), "Ada", {}), NOW)


async def test_help_asked_for_while_the_form_closes_leaves_no_form_that_cannot_be_closed(desk: Desk) -> None:
    ready(desk, credit("airway", questions=(WHY,)))
    async with desk.open() as person:
        await open_form(person)
        await person.types("All of it")
        form: Any = person.app.screen
        form.action_close()
        person.app.action_help()  # while the answers are being kept
        await person.at("HelpScreen")
        await person.presses("escape")
        await person.at("ClaimScreen")
        await person.presses("escape")
        await person.at("MainScreen")
        await person.sees("Your answers are kept")
