"""Every address of both doors, from their URL configuration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver


@dataclass(frozen=True)
class Address:
    """One address: its route with numbers filled in, its name and its view."""

    path: str
    name: str
    view: Any

    @property
    def needs(self) -> Any:
        return getattr(self.view, "needs", "nothing said")


def of(door: str) -> list[Address]:
    """Return the addresses of `public` or `staff`."""
    return list(_walk(import_module(f"uitweg.site.web.{door}_urls").urlpatterns, "/"))


def _walk(patterns: list[Any], prefix: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            filled = re.sub(r"<int:\w+>", "1", route).replace("<path:rest>", "v1/signals")
            filled = re.sub(r"<str:\w+>", "geheim", filled).replace("<slug:kind>", "mp3")
            filled = re.sub(r"<slug:\w+>", "de-jas", filled)
            yield Address(filled, pattern.name or "", pattern.callback)
