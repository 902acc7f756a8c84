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
    """Where spans are sent (OTLP over HTTP, as JSON), and the base address of the register."""

    url: str
    register: str
