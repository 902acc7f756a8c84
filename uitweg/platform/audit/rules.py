"""Acts: what the audit log records; where one came from, and where the city's logboek listens."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from uitweg.platform.choices import Choices

_ACTS: dict[str, "Act"] = {}


@dataclass(frozen=True)
class Act:
    """Something that the audit log records, declared once beside the code that does it.

    `code` is what an entry stores, so it never changes; `words` are what the log shows. An act that
    is not recorded any more stays declared, for the entries of before.
    """

    code: str
    words: str

    def __post_init__(self) -> None:
        if self.code in _ACTS:
            raise ValueError(f"The act {self.code!r} is declared twice.")
        _ACTS[self.code] = self


def declared_acts() -> Mapping[str, Act]:
    """Return the acts of the modules that this process loaded, by code."""
    return MappingProxyType(_ACTS)


def act_words(code: str) -> str:
    """Return an act in Dutch; a code that nobody declared is shown as it is, and not hidden."""
    return _ACTS[code].words if code in _ACTS else code


class ActOrigin(Choices):
    """From where something was done."""

    STAFF_DOOR = "staff-door", "teamdeur"
    COMMAND_LINE = "command-line", "terminal"
    WORKER = "worker", "vanzelf"


NUMBER_FORMATS: dict[str, str] = {
    "contactchannel": "weg {}",
    "report": "M-{:04d}",
    "case": "U-{:04d}",
    "callnote": "B-{:04d}",
    "organisation": "partner {}",
    "import": "ingelezen lijst {}",
    "upload": "klaargezette lijst {}",
    "run": "vernietigingslijst {}",
    "junkbatch": "stapel {}",
    "outgoingmessage": "bericht {}",
    "page": "oproep {}",
    "shift": "dienst {}",
    "shiftpattern": "patroon {}",
    "handover": "overdracht {}",
    "compartment": "afgesloten deel {}",
    "appraisal": "versie van een weging ({})",
}
THING_WORDS: dict[str, str] = {
    "emergency-access": "noodtoegang",
    "worklist": "werklijst",
    "audit-log": "logboek",
    "team": "team",
    "page-steps": "stappen van een oproep",
    "-": "alles",
}


def thing_words(thing: str, names: Mapping[int, str] | None = None) -> str:
    """Return what was acted on as people call it: M-0031, U-0003, a member by name."""
    kind, _, pk = thing.partition(":")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return THING_WORDS.get(thing, thing)
    if kind == "member":
        return (names or {}).get(int(pk), f"lid {pk}")
    return NUMBER_FORMATS[kind].format(int(pk)) if kind in NUMBER_FORMATS else thing


def is_row_number(thing: str) -> bool:
    """Tell whether this thing is shown as a number like U-0003, within which no line may break."""
    return thing.partition(":")[0] in {"report", "case", "callnote"}


def origin_words(origin: str) -> str:
    return ActOrigin.words_of(origin) or origin


@dataclass(frozen=True)
class LogboekAddress:
    """Where spans are sent (OTLP over HTTP, as JSON), and the base address of the register."""

    url: str
    register: str
