"""From a place to its screen. Whoever imports this loads the rules of credit; a screen that stands on forms, Markdown
or a player is loaded when it is opened, for the first key after the start waits for all that is loaded here.
"""

from typing import assert_never

from textual.screen import Screen

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.standing import CreditView
from ce_tui.player import mpv
from ce_tui.ui.base import AppBase, Page
from ce_tui.ui.boxes.certificate import CertificateScreen
from ce_tui.ui.boxes.help import HelpScreen
from ce_tui.ui.boxes.problem import ProblemScreen
from ce_tui.ui.boxes.profile import ProfileScreen
from ce_tui.ui.boxes.start import StartScreen
from ce_tui.ui.boxes.why import WhyScreen
from ce_tui.ui.pages.credit import CreditPage
from ce_tui.ui.places import (
    CertificateAt,
    ClaimOf,
    ContentAt,
    CreditAt,
    Help,
    Instructions,
    NoStore,
    Place,
    Profile,
    Start,
    Why,
)


def go(app: AppBase, place: Place) -> None:
    """Show a place on top of what is shown."""
    match place:
        case ClaimOf(key):
            from ce_tui.ui.claiming import start_claim

            start_claim(app, key)
        case Help():
            if not isinstance(app.screen, HelpScreen):
                app.push_screen(HelpScreen(app.screen))
        case _:
            app.push_screen(screen_of(place))


def screen_of(
    place: CreditAt | ContentAt | CertificateAt | Why | Instructions | Profile | Start | NoStore,
) -> Screen[None]:
    """A new screen of that place."""
    match place:
        case CreditAt(key):
            return CreditPage(key)
        case ContentAt(view, content):
            return page_of(view, content)
        case CertificateAt(number, save):
            return CertificateScreen(number, save)
        case Why(of):
            return WhyScreen(of)
        case Instructions(organizations):
            from ce_tui.ui.boxes.instructions import InstructionsScreen

            return InstructionsScreen(organizations)
        case Profile():
            return ProfileScreen()
        case Start():
            return StartScreen()
        case NoStore(sentence):
            return ProblemScreen(sentence)
        case _:
            assert_never(place)


def page_of(view: CreditView, content: Content) -> Page[None]:
    """A new page of a content: played, read, asked or attended here where that can be, else opened elsewhere."""
    match content.kind:
        case ContentKind.SESSION:
            from ce_tui.ui.pages.session import SessionPage

            return SessionPage(view, content)
        case ContentKind.QUIZ:
            from ce_tui.ui.pages.quiz import QuizPage

            return QuizPage(view, content)
        case ContentKind.VIDEO if mpv.find():
            from ce_tui.ui.pages.video import VideoPage

            return VideoPage(view, content)
        case ContentKind.READING if content.text:
            from ce_tui.ui.pages.reading import ReadingPage

            return ReadingPage(view, content)
        case _:
            from ce_tui.ui.pages.outside import OutsidePage

            return OutsidePage(view, content)
