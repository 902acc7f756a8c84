"""The check in frozen values: what is asked, what can come out, and whom to call."""

from dataclasses import dataclass, field

from uitweg.platform.content.values import Contact, Fact, Signal


@dataclass(frozen=True)
class PictureReason:
    """Why a picture fits, and the signals it rests on; `text_own` to the youngster, or ""."""

    id: str
    signals: tuple[Signal, ...]
    text: str
    text_own: str


@dataclass(frozen=True)
class Picture(Fact):
    """A pattern that the check can answer with; never a number, never a verdict.

    It fits from `least` signals out of `core` and `fits`, of which one in `core`; `alone`: only
    when no other picture fits. `also`: what else it can be; `say`, `leave`: words to say and what
    to leave; `say_professional`: words for at work; `own`: what the youngster can do.
    """

    order: int
    alone: bool
    core: frozenset[str]
    fits: frozenset[str]
    least: int
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
class NextStep:
    """The one next step: whom to call, and the words around it."""

    id: str
    contact: Contact
    title: str
    text: str
    lang: str


@dataclass(frozen=True)
class CheckGroup:
    """One group of the check, in the order it is asked."""

    id: str
    title: str
    title_own: str
    signals: tuple[Signal, ...]
    look: str

    @property
    def own_signals(self) -> tuple[Signal, ...]:
        """Return the signals a youngster is asked about."""
        return tuple(signal for signal in self.signals if signal.own)


@dataclass(frozen=True)
class CheckQuestion:
    """One question of the walk through the check: a yes (`on_no`: a no) says one of `signals`.

    `ask` with `help` asks, `see` is what was said; `…own` to and by the youngster. Who has no
    `ask` is not asked.
    """

    id: str
    icon: str
    signals: tuple[Signal, ...]
    on_no: bool
    ask: str
    help: str
    see: str
    ask_own: str
    help_own: str
    own: str
    lang: str


@dataclass(frozen=True)
class SignalCheck:
    """The check: the red flags, the groups in their order, and the words around them.

    `questions` ask the same one by one; `questions_first` are the levels that start with them.
    """

    red_flags: tuple[Signal, ...]
    groups: tuple[CheckGroup, ...]
    questions: tuple[CheckQuestion, ...]
    questions_first: tuple[str, ...]
    words: dict[str, str] = field(hash=False)
