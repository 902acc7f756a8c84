"""The signal check as frozen values: its questions, its outcomes, and whom to call."""

from dataclasses import dataclass, field

from uitweg.platform.content.values.values import Contact, Fact, Signal


@dataclass(frozen=True)
class PictureReason:
    """A reason why a picture fits, and its signals; `text_own` is for the youngster, or ""."""

    id: str
    signals: tuple[Signal, ...]
    text: str
    text_own: str


@dataclass(frozen=True)
class Picture(Fact):
    """What the check answers with, as a whole; never a score or a verdict.

    One of `signals` alone is enough for it, as something that is not clear yet; those of the first
    picture are the red flags. `also`: other explanations; `say`, `leave`: what to say and what not
    to do; `say_professional`: what to say at work; `own`: what the youngster can do.
    """

    counted_as = "pictures"

    order: int
    signals: frozenset[str]
    reasons: tuple[PictureReason, ...]
    title: str
    title_own: str
    intro: str
    intro_own: str
    also: tuple[str, ...]
    say: tuple[str, ...]
    say_professional: tuple[str, ...]
    leave: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True)
class Combination(Fact):
    """Signals that say more together: at least one of `first` and another one of `second`.

    `title` and `text` say why; `text_own` is for the youngster, or "". In `order`, the one that
    says most comes first. `picture` is what it says as a whole.
    """

    counted_as = "combinations"

    order: int
    picture: str
    first: frozenset[str]
    second: frozenset[str]
    title: str
    text: str
    text_own: str


@dataclass(frozen=True)
class Helper(Fact):
    """Who else may step in, in small under the one next step: a help line, a page, or only words.

    It is shown to `who`, only when one of `signals` or `known` was told (empty: always), and never
    with a signal of `but_not`, with which it would do harm. `in_danger`: also after 112.
    """

    counted_as = "helpers"

    order: int
    who: frozenset[str]
    signals: frozenset[str]
    known: frozenset[str]
    but_not: frozenset[str]
    in_danger: bool
    contact: Contact | None
    page: str
    name: str
    text: str


@dataclass(frozen=True)
class KnownReason(Fact):
    """Another explanation that the person knows; the signals of `explains` then count for nothing.

    `see` is the row that is ticked, `own` the youngster's (or "": not asked). `steps` are the next
    step by who asks, "rest" for the others. `do` is what to do now; `…_own` is to the youngster.
    """

    counted_as = "known reasons"

    ref: str
    order: int
    explains: frozenset[str]
    steps: dict[str, str] = field(hash=False)
    see: str
    own: str
    title: str
    title_own: str
    intro: str
    intro_own: str
    do: tuple[str, ...]
    do_own: tuple[str, ...]


@dataclass(frozen=True)
class UrgentHelp(Fact):
    """What to do first about some red flags, instead of what the first picture says.

    `own` is for the youngster, `others`, `say` and `leave` (what not to do) for who worries.
    `contacts` are further lines, beside the one next step. `title` and `intro` (…_own: to the
    youngster) stand above the outcome when nothing else is wrong; "" leaves those of the picture.
    """

    counted_as = "urgent help"

    order: int
    signals: frozenset[str]
    contacts: tuple[Contact, ...]
    title: str
    title_own: str
    intro: str
    intro_own: str
    own: tuple[str, ...]
    others: tuple[str, ...]
    say: tuple[str, ...]
    leave: tuple[str, ...]


@dataclass(frozen=True)
class NextStep:
    """The next step that an outcome ends with: whom to call, or None for a talk, and a text."""

    id: str
    contact: Contact | None
    title: str
    text: str
    lang: str

    @property
    def calls(self) -> str:
        """Return the id of the help line to call; "" when the step is a talk."""
        return self.contact.id if self.contact else ""


@dataclass(frozen=True)
class CheckGroup:
    """A group of signals in the check; `hint` says what is in it while it is closed."""

    id: str
    icon: str
    hint: str
    hint_own: str
    title: str
    title_own: str
    signals: tuple[Signal, ...]
    look: str

    @property
    def own_signals(self) -> tuple[Signal, ...]:
        """The signals that the youngster is asked about."""
        return tuple(signal for signal in self.signals if signal.own)


@dataclass(frozen=True)
class CheckQuestion:
    """A question of the step-by-step check: a yes (with `on_no`: a no) means one of `signals`.

    `ask` and `help` are the question, `see` what the answer means; `ask_own`, `help_own` and `own`
    the same for the youngster. An empty `ask` or `ask_own`: they are not asked this. `feelings`
    are faces that the youngster chooses from: icon, its word, and the answer it stands for.
    """

    id: str
    icon: str
    signals: tuple[Signal, ...]
    on_no: bool
    feelings: tuple[tuple[str, str, str], ...]
    ask: str
    help: str
    see: str
    ask_own: str
    help_own: str
    own: str
    lang: str


@dataclass(frozen=True)
class SignalCheck:
    """The check: red flags, groups of signals in their order, and the texts around them.

    `questions` are the step-by-step form; the levels in `questions_first` start with that one.
    """

    red_flags: tuple[Signal, ...]
    groups: tuple[CheckGroup, ...]
    questions: tuple[CheckQuestion, ...]
    questions_first: tuple[str, ...]
    words: dict[str, str] = field(hash=False)

    @property
    def other_danger(self) -> tuple[str, ...]:
        """Return the answers (see Content.check_answers) about danger, but for suicide.

        In one order, as they stand on a published page, which the worker compares with its own.
        """
        flags = {flag.id for flag in self.red_flags if not flag.calls_life}
        asked = (
            f"ask.{question.id}"
            for question in self.questions
            if any(signal.acute and not signal.calls_life for signal in question.signals)
        )
        return tuple(sorted({*flags, *asked}))
