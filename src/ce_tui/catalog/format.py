"""The catalog format: what may be written where, described once for reading and for editors (JSON Schema)."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, SkipValidation, Tag

from ce_tui.catalog.asking import FIELDS, TEXT, Base, Kind, Lines, Lowered, Question, QuizQuestion, by_kind, shape
from ce_tui.catalog.values import (
    Acronym,
    AnswerWithin,
    Block,
    CodeUntil,
    Document,
    Few,
    FilePath,
    FilmUrl,
    Id,
    Line,
    Milliseconds,
    Moment,
    Needed,
    Percent,
    Quantity,
    Short,
    Speed,
    Uan,
    Url,
    YesNo,
    Zone,
)
from ce_tui.credit.amount import NOTHING
from ce_tui.credit.model import ANSWER_WITHIN, MAX_SPEED, THRESHOLD, Feedback, Remainder, Shuffle, UpTo
from ce_tui.credit.types import Rounding


class _Content(Base):
    id: Id = Field(description="Unique in the catalog; other credits refer to it by this id.")
    title: Line = Field(description="The title people see.", examples=["Pre-oxygenation"])
    speakers: Lines = Field([], description="Who speaks or wrote it: one name or a list.")
    description: Block = Field("", description="A few sentences about it.")


class Video(_Content):
    noun = "video"
    kind: Annotated[Literal["video"], Kind] = Field(description="Something to watch.")
    length: Milliseconds = Field(description="How long it is, exactly.", examples=["22 min 30 s"])
    url: FilmUrl = Field("", description="Where it plays: a web address.", examples=["https://example.org/airway.mp4"])
    file: FilePath = Field("", description="Where it plays: a file, relative to this catalog.")
    threshold: Percent = Field(
        THRESHOLD, description="How much of it must be watched (percent; 90 if absent, 100 in a group program)."
    )
    max_speed: Speed = Field(MAX_SPEED, description="Fastest speed that counts in full (2 if absent).")
    checks: list[Milliseconds] = Field(
        [],
        description="Places in it at which learners must show that they are there; what lies behind counts only then.",
        max_length=50,
        examples=[["10 min", "25 min"]],
    )
    answer_within: AnswerWithin = Field(
        ANSWER_WITHIN, description="How long they have to answer a check, 10 s to 10 min (60 s if absent)."
    )
    muted: YesNo = Field(True, description="Whether time played without sound counts (yes if absent).")
    timer: YesNo = Field(
        True,
        description="Whether the learners' own timer counts (yes, but never with `checks` or `muted: no`).",
    )


class Session(_Content):
    noun = "session"
    kind: Annotated[Literal["session"], Kind] = Field(description="Something to attend.")
    length: Milliseconds = Field(description="How long it takes.", examples=["1 h 30 min"])
    starts: Moment | None = Field(None, description="When it starts: date and time in the organization's zone.")
    room: Short = Field("", description="Where it takes place.")
    code: Short = Field("", description="Attendance code given out in the room; without one, learners confirm it.")
    code_until: CodeUntil | None = Field(
        None,
        description="Until when `code` is taken: a moment, or how long after the end (30 min if absent).",
        examples=["2 h", "2026-12-03 18:00"],
    )
    secret: Short = Field(
        "", description="Long random text: `ce-tui phrase` makes of it a code that changes every 30 seconds."
    )
    check_in: YesNo = Field(
        False, description="Whether learners check in and out, so that the time between counts; needs `starts`."
    )
    threshold: Percent = Field(
        THRESHOLD, description="How much must be attended (percent; 90 if absent, 100 in a group program)."
    )


class Reading(_Content):
    noun = "reading"
    kind: Annotated[Literal["reading"], Kind] = Field(description="Something to read.")
    length: Milliseconds = Field(0, description="Time it takes at least; 0: reaching the end is enough.")
    text: Document = Field("", description="The text itself, in Markdown, read in the app.")
    url: Url = Field("", description="Where it can be read, if the text is not here.")
    timer: YesNo = Field(True, description="Whether the learners' own timer counts (yes if absent).")


class Quiz(_Content):
    noun = "quiz"
    kind: Annotated[Literal["quiz"], Kind] = Field(description="Something to pass.")
    length: Milliseconds = Field(0, description="The time that passing it stands for.")
    questions: list[SkipValidation[QuizQuestion]] = Field(description="The questions, in order.", min_length=1)
    pass_mark: Percent = Field(800, description="How much must be right (percent; 80 if absent).")
    attempts: Few = Field(0, description="How often it may be tried; 0: no limit.")
    cool_down: Milliseconds = Field(0, description="How long to wait between two attempts.", examples=["1 h"])
    required: YesNo = Field(
        False, description="Whether nothing is claimed before it is passed, also where not all contents are needed."
    )
    shuffle: Annotated[Shuffle, Lowered] = Field(
        Shuffle.NONE, description="What comes in another order at each attempt: `questions`, `options` or `both`."
    )
    feedback: Annotated[Feedback, Lowered] = Field(
        Feedback.SCORE,
        description="What is told of an attempt: `nothing` but whether it was passed, the `score`, which answers were "
        "`wrong`, or their `explanations` too.",
    )


ContentId = Annotated[Id, Field(description="The id of a content defined elsewhere in this file.")]
Content = Annotated[
    Annotated[ContentId, Tag(TEXT)]
    | Annotated[Video, Tag("=video")]
    | Annotated[Session, Tag("=session")]
    | Annotated[Reading, Tag("=reading")]
    | Annotated[Quiz, Tag("=quiz")],
    Discriminator(by_kind),
]


_TypeId = Annotated[Literal["hours", "ama", "ancc", "acpe", "nasba", "iacet"], Lowered]


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
    accreditations: dict[_TypeId, Block] = Field(
        {}, description="Statements of single credit types, printed instead of `accreditation`, by type."
    )
    address: Line = Field("", description="Postal address, as certificates print it.")
    sponsor_id: Short = Field("", description="Number on the National Registry of CPE Sponsors.", examples=["103456"])
    website: Url = Field("", description="The organization's web address.")
    paper: Annotated[Literal["a4", "letter"], Lowered] = Field("a4", description="Paper size of certificates.")


class Type(Base):
    noun = "credit type"
    id: _TypeId = Field(description="Which body's rules apply.")
    step: Quantity | None = Field(None, description="Smallest step of an amount, where the body leaves a choice.")
    rounding: Annotated[Rounding, Lowered] | None = Field(None, description="How minutes become steps.")
    activity: (
        Annotated[Literal["group", "self-study", "nano", "knowledge", "application", "practice"], Lowered] | None
    ) = Field(None, description="Kind of activity, which sets the first minimum (NASBA, ACPE).")
    minimum: Milliseconds | None = Field(
        None, description="Least real time: less of it is nothing, whatever it is rounded to.", examples=["60 min"]
    )


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
    up_to: Annotated[UpTo, Lowered] = Field(
        UpTo.EARNED,
        description="`earned`: as far as progress supports, at any time; `whole`: any part, once complete.",
    )
    remainder: Annotated[Remainder, Lowered] = Field(
        Remainder.KEEP, description="`keep`: the rest stays claimable; `forfeit`: it is given up."
    )


class Certificate(Base):
    noun = "certificate rule"
    kind: Annotated[Literal["local", "external", "none"], Lowered] = Field(
        description="`local`: a PDF made here; `external`: from the organization's own system; `none`."
    )
    url: Url = Field("", description="Where an external certificate is found.")
    text: Block = Field("", description="How people get an external certificate.")
    appendix: YesNo = Field(False, description="Whether a local one tells on further pages how the credit was earned.")


class Credit(Base):
    noun = "credit"
    id: Id = Field(description="Unique in the catalog; never change it, claims are kept under it.")
    title: Line = Field(description="The title people see.", examples=["Difficult Airway"])
    description: Block = Field("", description="A few sentences about it.")
    type: Annotated[Annotated[_TypeId, Tag(TEXT)] | Annotated[Type, Tag(FIELDS)], Discriminator(shape)] = Field(
        description="Credit type: a name such as `ama`, or its fields `id`, `step`, `rounding`, `activity`, `minimum`.",
        examples=["ama"],
    )
    amount: Quantity = Field(
        description="How much it is worth, in the type's unit (hours, credits, CEU).", examples=["1.5"]
    )
    format: Line = Field(
        "", description="Learning format, as the designation statement words it; for NASBA the delivery method."
    )
    location: Line = Field("", description="Where it takes place; the rooms of its sessions if absent.")
    fields_of_study: Annotated[
        Annotated[Short, Tag(TEXT)] | Annotated[dict[Short, Quantity], Tag(FIELDS)], Discriminator(shape)
    ] = Field("", description="Its field of study, or its amount by field: `{ Taxes: 1, Accounting: 0.5 }` (NASBA).")
    uan: Uan = Field("", description="Universal activity number (ACPE).", examples=["1234-0000-26-001-L01-P"])
    designation: Block = Field("", description="Designation statement; the credit type's own if absent.")
    contents: list[SkipValidation[Content]] = Field(
        description="What to complete: ids, or contents written out here.", min_length=1
    )
    progress: Annotated[
        Annotated[Annotated[Literal["all"], Lowered], Tag(TEXT)] | Annotated[Progress, Tag(FIELDS)],
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
    certificate: (
        Annotated[
            Annotated[Annotated[Literal["local", "external", "none"], Lowered], Tag(TEXT)]
            | Annotated[Certificate, Tag(FIELDS)],
            Discriminator(shape),
        ]
        | None
    ) = Field(
        None,
        description="Where the proof comes from: `local`, `none`, or the fields of a rule. If absent, `local`, and CPE "
        "Monitor for ACPE.",
        examples=["local"],
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
