"""The catalog format: what may be written where, described once for reading and for editors (JSON Schema)."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, SkipValidation, Tag, model_validator

from ce_tui.catalog.values import (
    Acronym,
    Block,
    Characters,
    Day,
    Document,
    Few,
    FilePath,
    Id,
    Line,
    Milliseconds,
    Moment,
    Needed,
    Number,
    Pattern,
    Percent,
    Places,
    Quantity,
    Short,
    Speed,
    Url,
    YesNo,
    YesOrNo,
    Zone,
    word,
)
from ce_tui.credit.amount import NOTHING
from ce_tui.credit.model import MAX_SPEED, THRESHOLD, Remainder, UpTo
from ce_tui.credit.types import Rounding

TEXT, LIST, FIELDS = "~text", "~list", "~fields"


def shape(value: object) -> str:
    """Which way of writing a value was chosen."""
    return LIST if isinstance(value, list) else FIELDS if isinstance(value, dict) else TEXT


def by_kind(value: object) -> str | None:
    """The class for a content or question by its `kind`; `~text` for a bare name."""
    if not isinstance(value, dict):
        return shape(value)
    kind = value.get("kind")
    kind = " ".join(kind.lower().split()) if isinstance(kind, str) else ""
    return "=" + {"long text": "text", "email": "text"}.get(kind, kind) if kind else None


class Base(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    noun: ClassVar[str] = "entry"

    @model_validator(mode="before")
    @classmethod
    def nothing_written(cls, data: Any) -> Any:
        """A known field with nothing after its colon is the same as none; an unknown one must be reported."""
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}


_Lowered = BeforeValidator(word)
_Kind = BeforeValidator(lambda value: " ".join(word(value).split()))
_Lines = Annotated[Annotated[Line, Tag(TEXT)] | Annotated[list[Line], Tag(LIST)], Discriminator(shape)]
_Options = Annotated[
    Annotated[list[Line], Tag(LIST)] | Annotated[dict[Id, Line], Tag(FIELDS)],
    Discriminator(shape),
    Field(
        description="The answers to choose from: a list of labels, or `id: label` lines.",
        examples=[["Yes, already", "Within three months", "No"]],
    ),
]


class ShownIf(Base):
    noun = "condition"
    question: Id = Field(description="The id of an earlier question.")
    answer: _Lines = Field(
        description="Show this question only if the answer is this, or one of these.", examples=["yes"]
    )


class Note(Base):
    noun = "note"
    kind: Annotated[Literal["note"], _Kind] = Field(description="A heading or explanation; nothing to answer.")
    id: Id = Field(description="Unique within the form; answers are kept under it.")
    text: Block = Field(description="What the person reads.")
    help: Block = Field("", description="A line of help below it.")
    shown_if: ShownIf | None = Field(None, description="Show only after a certain answer to an earlier question.")


class Asked(Base):
    id: Id = Field(description="Unique within the form; answers are kept under it.")
    text: Block = Field(description="The question as the person reads it.", examples=["What will you change?"])
    help: Block = Field("", description="A line of help below the question.")


class FormQuestion(Asked):
    required: YesNo = Field(False, description="Whether it must be answered before claiming.")
    shown_if: ShownIf | None = Field(None, description="Show only after a certain answer to an earlier question.")


class TextQuestion(FormQuestion):
    noun = "text question"
    kind: Annotated[Literal["text", "long text", "email"], _Kind] = Field(
        description="`text` is one line, `long text` several lines, `email` an e-mail address."
    )
    min_length: Characters = Field(0, description="Shortest answer, in characters.")
    max_length: Characters = Field(0, description="Longest answer, in characters; 0: 200, long text 4000.")
    pattern: Pattern = Field("", description="A regular expression the whole answer must match.")
    pattern_hint: Line = Field("", description="What to tell people whose answer does not match the pattern.")


class NumberQuestion(FormQuestion):
    noun = "number question"
    kind: Annotated[Literal["number"], _Kind] = Field(description="A number.")
    minimum: Number | None = Field(None, description="Smallest number accepted.")
    maximum: Number | None = Field(None, description="Largest number accepted.")
    places: Places = Field(0, description="Decimals allowed; 0: whole numbers only.")


class DateQuestion(FormQuestion):
    noun = "date question"
    kind: Annotated[Literal["date"], _Kind] = Field(description="A date.")
    earliest: Day | None = Field(None, description="First date accepted.")
    latest: Day | None = Field(None, description="Last date accepted.")


class SingleQuestion(FormQuestion):
    noun = "single choice question"
    kind: Annotated[Literal["single choice"], _Kind] = Field(description="Choose one.")
    options: _Options
    other: YesNo = Field(False, description="Whether people may answer “other” in their own words.")


class MultipleQuestion(FormQuestion):
    noun = "multiple choice question"
    kind: Annotated[Literal["multiple choice"], _Kind] = Field(description="Choose several.")
    options: _Options
    other: YesNo = Field(False, description="Whether people may answer “other” in their own words.")
    min_choices: Few = Field(0, description="At least so many must be chosen.")
    max_choices: Few = Field(0, description="At most so many may be chosen; 0: no limit.")


class RatingQuestion(FormQuestion):
    noun = "rating question"
    kind: Annotated[Literal["rating"], _Kind] = Field(description="Rate on a scale.")
    scale: _Options | None = Field(None, description="The scale, lowest first; 1 (poor) to 5 (excellent) if absent.")
    na: YesNo = Field(False, description="Whether “not applicable” may be chosen.")


class MatrixQuestion(FormQuestion):
    noun = "matrix question"
    kind: Annotated[Literal["matrix"], _Kind] = Field(description="Rate several things on the same scale.")
    scale: _Options | None = Field(None, description="The scale, lowest first; 1 (poor) to 5 (excellent) if absent.")
    rows: Annotated[
        Annotated[Annotated[Literal["speakers"], _Lowered], Tag(TEXT)]
        | Annotated[list[Line], Tag(LIST)]
        | Annotated[dict[Id, Line], Tag(FIELDS)],
        Discriminator(shape),
    ] = Field(description="What is rated: `speakers`, a list of labels, or `id: label` lines.", examples=["speakers"])
    na: YesNo = Field(False, description="Whether “not applicable” may be chosen.")


class YesNoQuestion(FormQuestion):
    noun = "yes/no question"
    kind: Annotated[Literal["yes/no"], _Kind] = Field(description="Yes or no.")
    explain_if: YesOrNo = Field("", description="The answer (yes or no) that must be explained.")


class AttestationQuestion(FormQuestion):
    noun = "attestation"
    kind: Annotated[Literal["attestation"], _Kind] = Field(description="A statement to agree to.")
    required: YesNo = Field(True, description="Whether it must be agreed to before claiming.")


class QuizSingle(Asked):
    noun = "single choice question of a quiz"
    kind: Annotated[Literal["single choice"], _Kind] = Field(description="Choose one.")
    options: _Options
    correct: Line = Field(description="The right answer: its label or id.", examples=["Naloxone"])


class QuizMultiple(Asked):
    noun = "multiple choice question of a quiz"
    kind: Annotated[Literal["multiple choice"], _Kind] = Field(description="Choose all that are right.")
    options: _Options
    correct: _Lines = Field(description="All right answers, by label or id.", examples=[["Lactate", "Cultures"]])


class QuizYesNo(Asked):
    noun = "yes/no question of a quiz"
    kind: Annotated[Literal["yes/no"], _Kind] = Field(description="Yes or no.")
    correct: YesOrNo = Field(description="The right answer.", examples=["yes"])


SetName = Annotated[Id, Field(description="The name of a set of questions defined under `questions:` above.")]
Question = Annotated[
    Annotated[SetName, Tag(TEXT)]
    | Annotated[Note, Tag("=note")]
    | Annotated[TextQuestion, Tag("=text")]
    | Annotated[NumberQuestion, Tag("=number")]
    | Annotated[DateQuestion, Tag("=date")]
    | Annotated[SingleQuestion, Tag("=single choice")]
    | Annotated[MultipleQuestion, Tag("=multiple choice")]
    | Annotated[RatingQuestion, Tag("=rating")]
    | Annotated[YesNoQuestion, Tag("=yes/no")]
    | Annotated[MatrixQuestion, Tag("=matrix")]
    | Annotated[AttestationQuestion, Tag("=attestation")],
    Discriminator(by_kind),
]
QuizQuestion = Annotated[
    Annotated[QuizSingle, Tag("=single choice")]
    | Annotated[QuizMultiple, Tag("=multiple choice")]
    | Annotated[QuizYesNo, Tag("=yes/no")],
    Discriminator(by_kind),
]


class _Content(Base):
    id: Id = Field(description="Unique in the catalog; other credits refer to it by this id.")
    title: Line = Field(description="The title people see.", examples=["Pre-oxygenation"])
    speakers: _Lines = Field([], description="Who speaks or wrote it: one name or a list.")
    description: Block = Field("", description="A few sentences about it.")


class Video(_Content):
    noun = "video"
    kind: Annotated[Literal["video"], _Kind] = Field(description="Something to watch.")
    length: Milliseconds = Field(description="How long it is, exactly.", examples=["22 min 30 s"])
    url: Url = Field("", description="Where it plays: a web address.", examples=["https://example.org/airway.mp4"])
    file: FilePath = Field("", description="Where it plays: a file, relative to this catalog.")
    threshold: Percent = Field(THRESHOLD, description="How much of it must be watched (percent; 90 if absent).")
    max_speed: Speed = Field(MAX_SPEED, description="Fastest speed that counts in full (2 if absent).")


class Session(_Content):
    noun = "session"
    kind: Annotated[Literal["session"], _Kind] = Field(description="Something to attend.")
    length: Milliseconds = Field(description="How long it takes.", examples=["1 h 30 min"])
    starts: Moment | None = Field(None, description="When it starts: date and time in the organization's zone.")
    room: Short = Field("", description="Where it takes place.")
    code: Short = Field("", description="Attendance code given out in the room; without one, learners confirm it.")
    threshold: Percent = Field(THRESHOLD, description="How much must be attended (percent; 90 if absent).")


class Reading(_Content):
    noun = "reading"
    kind: Annotated[Literal["reading"], _Kind] = Field(description="Something to read.")
    length: Milliseconds = Field(0, description="Time it takes at least; 0: reaching the end is enough.")
    text: Document = Field("", description="The text itself, in Markdown, read in the app.")
    url: Url = Field("", description="Where it can be read, if the text is not here.")


class Quiz(_Content):
    noun = "quiz"
    kind: Annotated[Literal["quiz"], _Kind] = Field(description="Something to pass.")
    length: Milliseconds = Field(0, description="The time that passing it stands for.")
    questions: list[SkipValidation[QuizQuestion]] = Field(description="The questions, in order.", min_length=1)
    pass_mark: Percent = Field(800, description="How much must be right (percent; 80 if absent).")
    attempts: Few = Field(0, description="How often it may be tried; 0: no limit.")
    cool_down: Milliseconds = Field(0, description="How long to wait between two attempts.", examples=["1 h"])


ContentId = Annotated[Id, Field(description="The id of a content defined elsewhere in this file.")]
Content = Annotated[
    Annotated[ContentId, Tag(TEXT)]
    | Annotated[Video, Tag("=video")]
    | Annotated[Session, Tag("=session")]
    | Annotated[Reading, Tag("=reading")]
    | Annotated[Quiz, Tag("=quiz")],
    Discriminator(by_kind),
]


class Signatory(Base):
    noun = "signatory"
    name: Short = Field(description="Who signs the certificates.", examples=["Dr. Grace Hopper"])
    title: Short = Field("", description="Their title.", examples=["Director of Education"])


class Organization(Base):
    noun = "organization"
    id: Id = Field(description="A short, lasting name; never change it.", examples=["northwind"])
    name: Short = Field(description="The full name, as certificates print it.", examples=["Northwind Academy"])
    acronym: Acronym = Field("CE", description="What credit is called here: CE, CME, CEU, CPE and so on.")
    zone: Zone = Field("UTC", description="Time zone of every date in this file.", examples=["America/New_York"])
    instructions: Document = Field("", description="Special instructions to learners, in Markdown.")
    signatory: Signatory | None = Field(None, description="Who signs the certificates.")
    accreditation: Block = Field("", description="The accreditation statement that certificates print.")
    website: Url = Field("", description="The organization's web address.")
    paper: Annotated[Literal["a4", "letter"], _Lowered] = Field("a4", description="Paper size of certificates.")


_TypeId = Annotated[Literal["hours", "ama", "ancc", "acpe", "nasba", "iacet"], _Lowered]


class Type(Base):
    noun = "credit type"
    id: _TypeId = Field(description="Which body's rules apply.")
    step: Quantity | None = Field(None, description="Smallest step of an amount, where the body leaves a choice.")
    rounding: Annotated[Rounding, _Lowered] | None = Field(None, description="How minutes become steps.")
    activity: (
        Annotated[Literal["group", "self-study", "nano", "knowledge", "application", "practice"], _Lowered] | None
    ) = Field(None, description="Kind of activity, which sets the first minimum (NASBA, ACPE).")


class Progress(Base):
    noun = "progress rule"
    items: Needed | None = Field(None, description="So many of the contents must be completed.")
    minutes: Needed | None = Field(None, description="So many minutes must be earned.")


class Window(Base):
    noun = "claim window"
    opens: Moment | None = Field(None, description="From when on it can be claimed; a date means its first moment.")
    closes: Moment | None = Field(None, description="Until when it can be claimed; a date means the end of that day.")


class Partial(Base):
    noun = "partial rule"
    step: Quantity = Field(NOTHING, description="Steps in which a part may be taken; the credit type's own if absent.")
    minimum: Quantity = Field(NOTHING, description="Smallest first part; the credit type's own if absent.")
    up_to: Annotated[UpTo, _Lowered] = Field(
        UpTo.EARNED,
        description="`earned`: as far as progress supports, at any time; `whole`: any part, once complete.",
    )
    remainder: Annotated[Remainder, _Lowered] = Field(
        Remainder.KEEP, description="`keep`: the rest stays claimable; `forfeit`: it is given up."
    )


class Certificate(Base):
    noun = "certificate rule"
    kind: Annotated[Literal["local", "external", "none"], _Lowered] = Field(
        description="`local`: a PDF made here; `external`: from the organization's own system; `none`."
    )
    url: Url = Field("", description="Where an external certificate is found.")
    text: Block = Field("", description="How people get an external certificate.")


class Credit(Base):
    noun = "credit"
    id: Id = Field(description="Unique in the catalog; never change it, claims are kept under it.")
    title: Line = Field(description="The title people see.", examples=["Difficult Airway"])
    description: Block = Field("", description="A few sentences about it.")
    type: Annotated[Annotated[_TypeId, Tag(TEXT)] | Annotated[Type, Tag(FIELDS)], Discriminator(shape)] = Field(
        description="Credit type: a name such as `ama`, or its fields `id`, `step`, `rounding`, `activity`.",
        examples=["ama"],
    )
    amount: Quantity = Field(
        description="How much it is worth, in the type's unit (hours, credits, CEU).", examples=["1.5"]
    )
    format: Line = Field("activity", description="Learning format, as the designation statement words it.")
    designation: Block = Field("", description="Designation statement; the credit type's own if absent.")
    contents: list[SkipValidation[Content]] = Field(
        description="What to complete: ids, or contents written out here.", min_length=1
    )
    progress: Annotated[
        Annotated[Annotated[Literal["all"], _Lowered], Tag(TEXT)] | Annotated[Progress, Tag(FIELDS)],
        Discriminator(shape),
    ] = Field(
        "all", description="What completes it: `all` contents, or `items: 2`, or `minutes: 45`.", examples=["all"]
    )
    release: Moment | None = Field(None, description="When it becomes visible; at once if absent.")
    claim: Window | None = Field(None, description="When it can be claimed.")
    partial: Annotated[Annotated[YesNo, Tag(TEXT)] | Annotated[Partial, Tag(FIELDS)], Discriminator(shape)] = Field(
        False, description="Whether it can be claimed in parts: yes, no, or the fields of a rule.", examples=["yes"]
    )
    questions: list[SkipValidation[Question]] = Field(
        [], description="Questions asked when claiming: names of sets, or questions written out here."
    )
    attestation: Block = Field(
        "", description="What is attested when claiming; a usual sentence if absent, `none` for nothing."
    )
    certificate: Annotated[
        Annotated[Annotated[Literal["local", "external", "none"], _Lowered], Tag(TEXT)]
        | Annotated[Certificate, Tag(FIELDS)],
        Discriminator(shape),
    ] = Field(
        "local", description="Where the proof comes from: `local`, `none`, or the fields of a rule.", examples=["local"]
    )


class Catalog(Base):
    """A ce-tui catalog: an organization and the credits that can be earned from it."""

    noun = "catalog"
    organization: SkipValidation[Organization] = Field(description="Who grants the credit.")
    questions: dict[Id, list[SkipValidation[Question]]] = Field(
        {}, description="Sets of questions that several credits ask, by name."
    )
    contents: list[SkipValidation[Content]] = Field([], description="Contents that several credits share.")
    credits: list[SkipValidation[Credit]] = Field(description="What can be earned.", min_length=1)
