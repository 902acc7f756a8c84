"""Read the form with which anybody checks a badge: a text or a file, and a name to compare."""

from dataclasses import dataclass

from django.http import HttpRequest

from uitweg.knowledge.training.rules.certificates import LONGEST_NAME, tidy_name

LARGEST = 100 * 1024
"""Bytes of a badge, pasted or in a file; ours have at most 40 KB."""


@dataclass(frozen=True)
class BadgeToCheck:
    """A stranger's badge as bytes, and the name to compare; "" compares nothing."""

    content: bytes
    name: str


class CheckRefused(Exception):
    """There is nothing to check: the key of the sentence that says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_badge_to_check(request: HttpRequest) -> BadgeToCheck:
    """Return the badge that was posted. Raises CheckRefused."""
    pasted, file = request.POST.get("badge", "").strip(), request.FILES.get("file")
    if pasted and file:
        raise CheckRefused("check_both")
    if file is None:
        content = pasted.encode("utf-8", "replace")
    else:
        content = b"" if (file.size or 0) > LARGEST else file.read()
        if not content and file.size:
            raise CheckRefused("check_too_large")
    if len(content) > LARGEST:
        raise CheckRefused("check_too_large")
    if not content:
        raise CheckRefused("check_empty")
    return BadgeToCheck(content, tidy_name(request.POST.get("name", ""))[: LONGEST_NAME + 1])
