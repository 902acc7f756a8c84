"""The addresses of the check: per level, about another or oneself, on one page or one by one.

What a youngster opens for themselves has an address that says as little as its title: it stays in
the browser's own list.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from uitweg.knowledge.signalcheck.public_views.questions import form_words, question_words
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content


@dataclass(frozen=True)
class CheckAddress:
    """One address, and that of the same check one question per page."""

    name: str
    path: str
    one_by_one_path: str
    level: str
    about_self: bool
    one_by_one: bool

    @property
    def content(self) -> Content:
        return load(level=self.level)

    @property
    def template(self) -> str:
        """Return the template of the first page, before anything is answered."""
        return "signalcheck/question.html" if self.one_by_one else "signalcheck/form.html"

    def words(self) -> dict[str, Any]:
        """Return the template context of the first page, before anything is answered."""
        words = question_words if self.one_by_one else form_words
        return {"place": self, **(words(self.content, own=self.about_self) or {})}


@cache
def check_addresses() -> dict[str, CheckAddress]:
    """Return every address of the check by its path."""
    addresses = {}
    for level in levels():
        if not level.has("/check/"):
            continue
        suffix = "" if level is levels()[0] else f"-{level.id}"
        starts_one_by_one = level.id in load(level=level.id).check.questions_first
        for own, (base, part), name in (
            (False, ("/check/", "vragen/"), "check"),
            (True, ("/vragen/", "los/"), "check-own"),
        ):
            path = level.address(base)
            asked = path + part
            addresses[path] = CheckAddress(
                name + suffix, path, asked, level.id, own, starts_one_by_one
            )
            addresses[asked] = CheckAddress(
                f"{name}-questions{suffix}", asked, asked, level.id, own, one_by_one=True
            )
    return addresses
