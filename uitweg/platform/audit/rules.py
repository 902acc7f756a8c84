"""Where an act came from, and where the city's own Logboek Dataverwerkingen listens."""

from dataclasses import dataclass

from uitweg.platform.choices import Choices


class ActOrigin(Choices):
    """From where something was done."""

    STAFF_DOOR = "staff-door", "teamdeur"
    COMMAND_LINE = "command-line", "terminal"
    WORKER = "worker", "vanzelf"


@dataclass(frozen=True)
class LogboekAddress:
    """The city's Logboek Dataverwerkingen (OTLP over HTTP, as JSON), and its register."""

    url: str
    register: str
