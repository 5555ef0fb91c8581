"""The catalog format of questions, in claim forms and quizzes."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from ce_tui.catalog.values import (
    Block,
    Characters,
    Day,
    Few,
    Id,
    Line,
    Number,
    Pattern,
    Places,
    YesNo,
    YesOrNo,
    word,
)

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


def by_quiz_kind(value: object) -> str | None:
    """The class for a question of a quiz by its `kind`."""
    tag = by_kind(value)
    return tag.replace("=", "=quiz ") if tag else tag


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


Lowered = BeforeValidator(word)
Kind = BeforeValidator(lambda value: " ".join(word(value).split()))
Lines = Annotated[Annotated[Line, Tag(TEXT)] | Annotated[list[Line], Tag(LIST)], Discriminator(shape)]
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
    answer: Lines = Field(
        description="Show this question only if the answer is this, or one of these.", examples=["yes"]
    )


class Note(Base):
    noun = "note"
    kind: Annotated[Literal["note"], Kind] = Field(description="A heading or explanation; nothing to answer.")
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
    kind: Annotated[Literal["text", "long text", "email"], Kind] = Field(
        description="`text` is one line, `long text` several lines, `email` an e-mail address."
    )
    min_length: Characters = Field(0, description="Shortest answer, in characters.")
    max_length: Characters = Field(0, description="Longest answer, in characters; 0: 200, long text 4000.")
    pattern: Pattern = Field("", description="A regular expression the whole answer must match.")
    pattern_hint: Line = Field("", description="What to tell people whose answer does not match the pattern.")


class NumberQuestion(FormQuestion):
    noun = "number question"
    kind: Annotated[Literal["number"], Kind] = Field(description="A number.")
    minimum: Number | None = Field(None, description="Smallest number accepted.")
    maximum: Number | None = Field(None, description="Largest number accepted.")
    places: Places = Field(0, description="Decimals allowed; 0: whole numbers only.")


class DateQuestion(FormQuestion):
    noun = "date question"
    kind: Annotated[Literal["date"], Kind] = Field(description="A date.")
    earliest: Day | None = Field(None, description="First date accepted.")
    latest: Day | None = Field(None, description="Last date accepted.")


class SingleQuestion(FormQuestion):
    noun = "single choice question"
    kind: Annotated[Literal["single choice"], Kind] = Field(description="Choose one.")
    options: _Options
    other: YesNo = Field(False, description="Whether people may answer “other” in their own words.")


class MultipleQuestion(FormQuestion):
    noun = "multiple choice question"
    kind: Annotated[Literal["multiple choice"], Kind] = Field(description="Choose several.")
    options: _Options
    other: YesNo = Field(False, description="Whether people may answer “other” in their own words.")
    min_choices: Few = Field(0, description="At least so many must be chosen.")
    max_choices: Few = Field(0, description="At most so many may be chosen; 0: no limit.")


class RatingQuestion(FormQuestion):
    noun = "rating question"
    kind: Annotated[Literal["rating"], Kind] = Field(description="Rate on a scale.")
    scale: _Options | None = Field(None, description="The scale, lowest first; 1 (poor) to 5 (excellent) if absent.")
    na: YesNo = Field(False, description="Whether “not applicable” may be chosen.")


class MatrixQuestion(FormQuestion):
    noun = "matrix question"
    kind: Annotated[Literal["matrix"], Kind] = Field(description="Rate several things on the same scale.")
    scale: _Options | None = Field(None, description="The scale, lowest first; 1 (poor) to 5 (excellent) if absent.")
    rows: Annotated[
        Annotated[Annotated[Literal["speakers"], Lowered], Tag(TEXT)]
        | Annotated[list[Line], Tag(LIST)]
        | Annotated[dict[Id, Line], Tag(FIELDS)],
        Discriminator(shape),
    ] = Field(description="What is rated: `speakers`, a list of labels, or `id: label` lines.", examples=["speakers"])
    na: YesNo = Field(False, description="Whether “not applicable” may be chosen.")


class YesNoQuestion(FormQuestion):
    noun = "yes/no question"
    kind: Annotated[Literal["yes/no"], Kind] = Field(description="Yes or no.")
    explain_if: YesOrNo = Field("", description="The answer (yes or no) that must be explained.")


class AttestationQuestion(FormQuestion):
    noun = "attestation"
    kind: Annotated[Literal["attestation"], Kind] = Field(description="A statement to agree to.")
    required: YesNo = Field(True, description="Whether it must be agreed to before claiming.")


class QuizAsked(Asked):
    explanation: Block = Field("", description="Why it is so; told afterwards with `feedback: explanations`.")


class QuizSingle(QuizAsked):
    noun = "single choice question of a quiz"
    kind: Annotated[Literal["single choice"], Kind] = Field(description="Choose one.")
    options: _Options
    correct: Line = Field(description="The right answer: its label or id.", examples=["Naloxone"])


class QuizMultiple(QuizAsked):
    noun = "multiple choice question of a quiz"
    kind: Annotated[Literal["multiple choice"], Kind] = Field(description="Choose all that are right.")
    options: _Options
    correct: Lines = Field(description="All right answers, by label or id.", examples=[["Lactate", "Cultures"]])
    scoring: Annotated[Literal["all", "partial"], Lowered] = Field(
        "all", description="`all`: right or wrong; `partial`: each right choice counts, each wrong one takes one away."
    )


class QuizTrueFalse(QuizAsked):
    noun = "true/false question of a quiz"
    kind: Annotated[Literal["true/false"], Kind] = Field(description="A statement that is true or false.")
    correct: YesNo = Field(description="Whether it is true.", examples=["true"])


class QuizNumber(QuizAsked):
    noun = "number question of a quiz"
    kind: Annotated[Literal["number"], Kind] = Field(description="A number to work out.")
    correct: Number = Field(description="The right number.", examples=["12.5"])
    tolerance: Number = Field(Decimal(), description="How far an answer may be off and still be right.")
    places: Places = Field(0, description="Decimals allowed; at least as many as the right number has.")


class QuizYesNo(QuizAsked):
    noun = "yes/no question of a quiz"
    kind: Annotated[Literal["yes/no"], Kind] = Field(description="Yes or no.")
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
    Annotated[QuizSingle, Tag("=quiz single choice")]
    | Annotated[QuizMultiple, Tag("=quiz multiple choice")]
    | Annotated[QuizTrueFalse, Tag("=quiz true/false")]
    | Annotated[QuizYesNo, Tag("=quiz yes/no")]
    | Annotated[QuizNumber, Tag("=quiz number")],
    Discriminator(by_quiz_kind),
]
