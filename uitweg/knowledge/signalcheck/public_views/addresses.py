"""Where the check stands: at every level, for another or for oneself, on one page or one by one."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from uitweg.knowledge.signalcheck.public_views.questions import form_words, question_words
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content


@dataclass(frozen=True)
class CheckAddress:
    """One address. `own`: the youngster speaks of themselves; `walk`: one question a screen."""

    name: str
    path: str
    level: str
    own: bool
    walk: bool

    @property
    def content(self) -> Content:
        return load(level=self.level)

    @property
    def template(self) -> str:
        """Return the template of what stands here before anything is answered."""
        return "signalcheck/question.html" if self.walk else "signalcheck/form.html"

    def words(self) -> dict[str, Any]:
        """Return the words of what stands here before anything is answered."""
        words = question_words if self.walk else form_words
        return {"place": self, **(words(self.content, own=self.own) or {})}


@cache
def check_addresses() -> dict[str, CheckAddress]:
    """Return every place of the check by its address."""
    found = {}
    for level in levels():
        mark = "" if level is levels()[0] else f"-{level.id}"
        first = load(level=level.id).check.questions_first
        for own, base, name in ((False, "/check/", "check"), (True, "/check/zelf/", "check-own")):
            there = level.address(base)
            found[there] = CheckAddress(name + mark, there, level.id, own, level.id in first)
            one_by_one = f"{there}vragen/"
            found[one_by_one] = CheckAddress(
                f"{name}-questions{mark}", one_by_one, level.id, own, True
            )
    return found
