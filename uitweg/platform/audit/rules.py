"""Where the city's own Logboek Dataverwerkingen listens."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LogboekAddress:
    """The city's Logboek Dataverwerkingen (OTLP over HTTP, as JSON), and its register."""

    url: str
    register: str
