"""The steps of a claim after its questions: how much, the confirmation, and the claim in hand."""

from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from ce_tui.credit.amount import Amount, two_readings
from ce_tui.credit.model import CertificateKind, Claim
from ce_tui.credit.parties import unsaid_profession
from ce_tui.credit.standing import CreditView, name_problems
from ce_tui.credit.text import clean
from ce_tui.credit.words import date_time
from ce_tui.ui.drawing.layout import named_values, whole
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.forms import sentences
from ce_tui.ui.forms.inputs import MOST, TextInput
from ce_tui.ui.keys import Hinted

COPY_HINTS = ("{copy} copy · Esc close",)


class StepButton(Hinted, Button):
    """A button of one step. The second click of a double click, which may land on the next step, is ignored."""

    hint = "Enter press"

    def __init__(self, label: str, id: str, *, primary: bool = False) -> None:
        super().__init__(plain(label), "primary" if primary else "default", id=id, classes="step-button")
        self.active_effect_duration = 0

    async def on_click(self, event: events.Click) -> None:
        if event.chain > 1:
            event.stop()
            event.prevent_default()


class FormStep(Vertical):
    """What one step shows, and its buttons below. `busy` blocks the buttons while something runs."""

    hints: tuple[str, ...] = ("Esc close",)
    """What the keys do in this step, the longest first."""

    def __init__(self, heading: str, id: str) -> None:
        super().__init__(classes="claim-step", id=id)
        self.heading = heading

    def compose(self) -> ComposeResult:
        yield self.body()
        with Horizontal(classes="claim-buttons"):
            yield from self.buttons()

    def body(self) -> Widget:
        """What scrolls."""
        raise NotImplementedError

    def buttons(self) -> ComposeResult:
        """The buttons, the one that goes on first."""
        raise NotImplementedError

    def start(self) -> None:
        """Focus where the step begins."""
        self.query(Button).first().focus()

    def busy(self, busy: bool) -> None:
        """Block the buttons, or free them again."""
        for button in self.query(Button):
            button.disabled = busy


class Facts(Widget):
    """Names and values in two columns as wide as there is room."""

    def __init__(self, pairs: list[tuple[str, Content]]) -> None:
        super().__init__(classes="claim-facts")
        self._pairs = pairs

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return named_values(self._pairs, width).plain.count("\n") + 1

    def render(self) -> Content:
        return named_values(self._pairs, self.size.width)


class AmountInput(TextInput):
    """An amount among the choices of a credit: typed, or stepped through."""

    hint = "↑↓ step · PgUp PgDn jump · Home End limits"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "A step more", show=False),
        Binding("down", "step(-1)", "A step less", show=False),
        Binding("pageup", "page(1)", "Some steps more", show=False),
        Binding("pagedown", "page(-1)", "Some steps less", show=False),
        Binding("home", "least", "The least", show=False),
        Binding("end", "most", "The most", show=False),
    ]

    def __init__(self, view: CreditView) -> None:
        super().__init__(view.choices[-1].format(view.credit.type.places), select=True, id="claim-amount")
        self._view = view

    @property
    def amount(self) -> Amount | None:
        """The amount, if it can be chosen."""
        return sentences.read_amount(self.value, self._view.choices)

    def action_step(self, by: int) -> None:
        self._set(sentences.stepped(self.value, self._view.choices, by))

    def action_page(self, pages: int) -> None:
        self.action_step(pages * sentences.jump(self._view))

    def action_least(self) -> None:
        self._set(self._view.choices[0])

    def action_most(self) -> None:
        self._set(self._view.choices[-1])

    def _set(self, amount: Amount) -> None:
        self.value = amount.format(self._view.credit.type.places)
        self.cursor_position = len(self.value)


class Hours(FormStep):
    """How much to claim, with the running total and what happens to the rest."""

    hints = ("{continue} continue · Esc close", "Esc close")

    def __init__(self, view: CreditView, back: bool) -> None:
        super().__init__(view.credit.type.units[:1].upper() + view.credit.type.units[1:], "claim-hours")
        self._view, self._back = view, back
        self.input = AmountInput(view)
        self._total = Static(classes="claim-total")
        self._rest = Static(classes="claim-rest")

    def body(self) -> Widget:
        less, more = Button("−", id="claim-less"), Button("+", id="claim-more")
        for button in (less, more):
            button.can_focus = False  # the keys of the field do the same
            button.active_effect_duration = 0
        self._say()
        return VerticalScroll(
            Horizontal(
                Static(Content("Claim"), classes="claim-word"),
                less,
                self.input,
                more,
                Static(plain(self._view.credit.type.units), classes="claim-word -unit"),
                classes="claim-amount",
            ),
            self._total,
            self._rest,
            Facts(self._facts()),
            can_focus=False,
            classes="claim-body",
        )

    def _facts(self) -> list[tuple[str, Content]]:
        view, type = self._view, self._view.credit.type
        pairs = [("Whole credit", plain(type.say(view.credit.amount)))]
        if not view.holding.measure.complete:
            pairs.append(("Earned so far", plain(type.say(view.holding.measure.earned))))
        if view.holding.claimed:
            pairs.append(("Claimed before", plain(type.say(view.holding.claimed))))
        return [*pairs, ("You can claim", plain(sentences.which(view))), ("Type", whole(type.label))]

    def buttons(self) -> ComposeResult:
        yield StepButton("Continue", "claim-continue", primary=True)
        if self._back:
            yield StepButton("Back", "claim-back")
        yield StepButton("Close", "claim-close")

    def start(self) -> None:
        self.input.focus()

    def check(self) -> Amount | None:
        """The amount; None, said below the field, if it cannot be chosen."""
        amount = self.input.amount
        if amount is None:
            self._say(complain=True)
            self.input.focus()
        return amount

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say()

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        event.stop()
        self._say(complain=True)

    @on(Button.Pressed, "#claim-less, #claim-more")
    def _stepped(self, event: Button.Pressed) -> None:
        event.stop()
        self.input.action_step(1 if event.button.id == "claim-more" else -1)

    def _say(self, complain: bool = False) -> None:
        view, amount = self._view, self.input.amount
        if amount is None:
            choose = f"choose {sentences.which(view)}."
            total, rest = f"! Please {choose}" if complain else choose.capitalize(), ""
            if write := two_readings(self.input.value):
                total = f"! {write}" if complain else write
        else:
            total, rest = sentences.running_total(view, amount), sentences.rest(view, amount)
            if sentences.gives_up(view, amount):
                rest = f"! {rest}"
        self._total.update(plain(total))
        self._total.set_class(amount is None and complain, "field-message")
        self._rest.update(plain(rest))
        self._rest.set_class(amount is not None and sentences.gives_up(view, amount), "-given-up")


class Confirm(FormStep):
    """The name for the certificate, what is claimed, and the button that claims it."""

    def __init__(self, view: CreditView, amount: Amount, name: str, profession: str, back: bool) -> None:
        super().__init__("Confirm", "claim-confirm")
        self._view, self._amount, self._profession, self._back = view, amount, profession, back
        self.input = TextInput(name, "Your name", id="claim-name")
        self._problem = Static(classes="field-message")
        self._problem.display = False

    def body(self) -> Widget:
        view, amount = self._view, self._amount
        pairs = [("Amount", whole(view.credit.type.say_in_full(amount)))]
        if sentences.left_after(view, amount) or view.holding.claimed:
            pairs.append(("Part", plain(sentences.running_total(view, amount))))
        rest, given_up = sentences.rest(view, amount), sentences.gives_up(view, amount)
        if rest and not given_up:
            pairs.append(("Rest", plain(rest)))
        pairs += [("Credit", whole(view.credit.title)), ("Organization", whole(view.organization.name))]
        is_local = view.credit.certificate.kind is CertificateKind.LOCAL
        if is_local and (unsaid := unsaid_profession(view.credit.type.id, self._profession)):
            pairs.append(("Profession", plain(unsaid)))
        if view.credit.attestation:
            pairs.append(("You attest", Content.assemble("[x] ", whole(view.credit.attestation))))
        warning = [Static(plain(f"! {rest}"), classes="claim-rest -given-up")] if given_up else []
        return VerticalScroll(
            *warning,
            Static(Content("Name on the certificate"), classes="field-head"),
            self.input,
            self._problem,
            Static(Content("It cannot be changed after claiming."), classes="claim-note"),
            Facts(pairs),
            can_focus=False,
            classes="claim-body",
        )

    def buttons(self) -> ComposeResult:
        yield StepButton(sentences.claim_label(self._view, self._amount), "claim-claim", primary=True)
        if self._back:
            yield StepButton("Back", "claim-back")
        yield StepButton("Close", "claim-close")

    def start(self) -> None:
        self.input.focus()

    def check(self) -> str | None:
        """The name; None, said below the field, if a certificate cannot show it."""
        if not self._complain():
            return clean(self.input.value, MOST)
        self.input.focus()
        return None

    def busy(self, busy: bool) -> None:
        super().busy(busy)
        self.input.disabled = busy

    def _complain(self) -> bool:
        found = name_problems(self.input.value)
        self._problem.update(plain(f"! {' '.join(found)}"))
        self._problem.display = bool(found)
        return bool(found)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._problem.display:
            self._complain()

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        event.stop()
        self._complain()


class Finished(FormStep):
    """The claim in hand, and how to come by its certificate."""

    copy_button = getters.query_one("#claim-copy", Button)
    scroll = getters.query_one(".claim-body", VerticalScroll)

    def __init__(self, claim: Claim) -> None:
        super().__init__("Done", "claim-done")
        self.claim = claim
        self._rule = claim.credit.certificate
        self.copied = self._rule.url if self._rule.kind is CertificateKind.EXTERNAL else ""
        self._where = Static(self._source(), classes="claim-where")
        if self.copied:
            self.hints = COPY_HINTS

    def body(self) -> Widget:
        claim, type = self.claim, self.claim.credit.type
        pairs = [
            ("Credit", whole(claim.credit.title)),
            ("Name", whole(claim.name)),
            ("Number", plain(claim.number)),
            ("Claimed on", plain(date_time(claim.claimed_at, claim.organization.zone))),
        ]
        return VerticalScroll(
            Static(Content.assemble("✓ Claimed: ", whole(type.say_in_full(claim.amount))), classes="claim-claimed"),
            self._where,
            Facts(pairs),
            can_focus=False,
            classes="claim-body",
        )

    def buttons(self) -> ComposeResult:
        if self._rule.kind is CertificateKind.LOCAL:
            yield StepButton("Download Certificate", "claim-download", primary=True)
        copy = StepButton("Copy", "claim-copy")
        copy.display = bool(self.copied)
        yield copy
        yield StepButton("Close", "claim-close")

    def start(self) -> None:
        next(button for button in self.query(Button) if button.display).focus()

    def downloaded(self, path: str) -> None:
        """Show where the certificate is."""
        self.copied, self.hints = path, COPY_HINTS
        self._where.update(Content.assemble("Your certificate is here:\n", whole(path).stylize("bold")))
        self.copy_button.display = True
        self.scroll.scroll_home(animate=False)

    def failed(self, sentence: str) -> None:
        """Show why there is no file, and that the claim stands."""
        safe = "The claim is safe; the certificate can be had again at any time."
        self._where.update(Content.assemble("! ", whole(sentence), "\n", safe))

    def _source(self) -> Content:
        match self._rule.kind:
            case CertificateKind.LOCAL:
                return Content("")
            case CertificateKind.EXTERNAL:
                text = self._rule.text or "The organization keeps the certificate:"
                return Content.assemble(whole(text), "\n", whole(self._rule.url).stylize("bold"))
            case CertificateKind.NONE:
                text = self._rule.text or "This organization gives no certificate for this credit."
                return Content.assemble(whole(text), "\nThe claim is kept under Certificates.")
