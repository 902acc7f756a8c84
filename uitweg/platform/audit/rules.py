"""The address of the city's own Logboek Dataverwerkingen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LogboekAddress:
    """Where spans are sent (OTLP over HTTP, as JSON), and the base address of the register."""

    url: str
    register: str
