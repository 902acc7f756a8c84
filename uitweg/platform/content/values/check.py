"""The signal check as frozen values: its questions, its outcomes, and whom to call."""

from msgspec import Struct

from uitweg.platform.content.values.items import Item, Lines, MaybeWords, Text, Words
from uitweg.platform.content.values.values import Contact, Fact, Signal, SignalId


class PictureReason(Struct, frozen=True):
    """A reason why a picture fits, and its signals; `text_own` is for the youngster, or ""."""

    id: str
    signals: tuple[Signal, ...]
    text: str
    text_own: str = ""


class Picture(Fact, frozen=True, kw_only=True):
    """What the check answers with, as a whole; never a score or a verdict.

    One of `signals` alone is enough for it, as something that is not clear yet; those of the first
    picture are the red flags. `also`: other explanations; `say`, `leave`: what to say and what not
    to do; `say_professional`: what to say at work; `own`: what the youngster can do.
    """

    counted_as = "pictures"

    order: int
    signals: frozenset[SignalId]
    reasons: tuple[PictureReason, ...] = ()
    title: Words
    title_own: Words
    intro: Words
    intro_own: Words
    also: Lines
    say: Lines
    say_professional: Lines = ()
    leave: Lines
    own: Lines

    def problem(self) -> str:
        for reason in self.reasons:
            if stray := {signal.id for signal in reason.signals} - self.signals:
                return f"the reason {reason.id} rests on {min(stray)}, which is not in signals."
        return super().problem()


class Combination(Fact, frozen=True, kw_only=True):
    """Signals that say more together: at least one of `first` and another one of `second`.

    `title` and `text` say why; `text_own` is for the youngster, or "". In `order`, the one that
    says most comes first. `picture` is what it says as a whole.
    """

    counted_as = "combinations"

    order: int
    picture: Text
    first: frozenset[SignalId]
    second: frozenset[SignalId]
    title: Words
    text: Words
    text_own: MaybeWords = ""

    def problem(self) -> str:
        if not (self.first and self.second):
            return "a combination needs signals on both sides."
        return super().problem()


class Helper(Fact, frozen=True, kw_only=True):
    """Who else may step in, in small under the one next step: a help line, a page, or only words.

    It is shown to `who`, only when one of `signals` or `known` was told (empty: always), and never
    with a signal of `but_not`, with which it would do harm. `in_danger`: also after 112.
    """

    counted_as = "helpers"

    order: int
    who: frozenset[Text]
    signals: frozenset[Text] = frozenset()
    known: frozenset[Text] = frozenset()
    but_not: frozenset[Text] = frozenset()
    in_danger: bool = False
    contact: Contact | None = None
    page: str = ""
    name: Words
    text: Words


class KnownReason(Fact, frozen=True, kw_only=True):
    """Another explanation that the person knows; the signals of `explains` then count for nothing.

    `see` is the row that is ticked, `own` the youngster's (or "": not asked). `steps` are the next
    step by who asks, "rest" for the others. `do` is what to do now; `…_own` is to the youngster.
    """

    counted_as = "known reasons"

    ref: Text
    order: int
    explains: frozenset[SignalId]
    steps: dict[str, str]
    see: Words
    own: MaybeWords = ""
    title: Words
    title_own: MaybeWords = ""
    intro: Words
    intro_own: MaybeWords = ""
    do: Lines
    do_own: Lines = ()

    def problem(self) -> str:
        if "rest" not in self.steps:
            return "steps says a step for the rest."
        return super().problem()


class UrgentHelp(Fact, frozen=True, kw_only=True):
    """What to do first about some red flags, instead of what the first picture says.

    `own` is for the youngster, `others`, `say` and `leave` (what not to do) for who worries.
    `contacts` are further lines, beside the one next step. `title` and `intro` (…_own: to the
    youngster) stand above the outcome when nothing else is wrong; "" leaves those of the picture.
    """

    counted_as = "urgent help"

    order: int
    signals: frozenset[SignalId]
    contacts: tuple[Contact, ...]
    title: MaybeWords = ""
    title_own: MaybeWords = ""
    intro: MaybeWords = ""
    intro_own: MaybeWords = ""
    own: Lines
    others: Lines
    say: Lines
    leave: Lines


class NextStep(Item, frozen=True, kw_only=True):
    """The next step that an outcome ends with: whom to call, or None for a talk, and a text."""

    contact: Contact | None = None
    title: Words
    text: Words
    lang: str

    @property
    def calls(self) -> str:
        """Return the id of the help line to call; "" when the step is a talk."""
        return self.contact.id if self.contact else ""


class CheckGroup(Item, frozen=True, kw_only=True):
    """A group of signals in the check; `hint` says what is in it while it is closed."""

    icon: Text
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


class CheckQuestion(Item, frozen=True, kw_only=True):
    """A question of the step-by-step check: a yes (with `on_no`: a no) means one of `signals`.

    `ask` and `help` are the question, `see` what the answer means; `ask_own`, `help_own` and `own`
    the same for the youngster. An empty `ask` or `ask_own`: they are not asked this. `feelings`
    are faces that the youngster chooses from: icon, its word, and the answer it stands for.
    """

    icon: Text
    signals: tuple[Signal, ...]
    on_no: bool = False
    feelings: tuple[tuple[str, str, str], ...]
    ask: MaybeWords = ""
    help: MaybeWords = ""
    see: MaybeWords = ""
    ask_own: MaybeWords = ""
    help_own: MaybeWords = ""
    own: MaybeWords = ""
    lang: str

    def problem(self) -> str:
        if bool(self.ask) != bool(self.see) or bool(self.ask_own) != bool(self.own):
            return "a question needs what it asks and what a yes then says."
        if not (self.ask or self.ask_own) or not self.signals:
            return "a question asks somebody something, and stands for a signal."
        if len({signal.acute for signal in self.signals}) > 1:
            return "a question asks for red flags only, or for none."
        return super().problem()


class SignalCheck(Struct, frozen=True):
    """The check: red flags, groups of signals in their order, and the texts around them.

    `questions` are the step-by-step form; the levels in `questions_first` start with that one.
    """

    red_flags: tuple[Signal, ...]
    groups: tuple[CheckGroup, ...]
    questions: tuple[CheckQuestion, ...]
    questions_first: tuple[str, ...]
    words: dict[str, str]

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
