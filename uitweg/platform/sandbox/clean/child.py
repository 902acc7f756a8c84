"""Clean one file inside the child process."""

from collections.abc import Callable
from functools import partial

from uitweg.platform.sandbox.clean.result import CannotClean, CleanedFile
from uitweg.platform.sandbox.process import ParserAnswer, ParserRefused, Reader


def load(kind: str) -> Reader:
    """Return what cleans a file of this kind, with its library loaded."""
    return partial(_clean, _cleaner_for(kind))


def _clean(cleaner: Callable[[bytes], CleanedFile], content: bytes) -> ParserAnswer:
    """Return the clean file and its thumbnail, and as values what the file is and what was removed.

    Raises ParserRefused, or what a library raises for a broken file.
    """
    try:
        cleaned = cleaner(content)
    except CannotClean:
        raise ParserRefused("unclean") from None
    values = {
        "media_type": cleaned.media_type,
        "extension": cleaned.extension,
        "removed": cleaned.removed,
    }
    return ParserAnswer(values, (cleaned.content, cleaned.thumbnail))


def _cleaner_for(kind: str) -> Callable[[bytes], CleanedFile]:
    """Load only the library that reads this kind."""
    if kind == "picture":
        from uitweg.platform.sandbox.clean.pictures import clean_picture

        return clean_picture
    if kind == "pdf":
        from uitweg.platform.sandbox.clean.pdf import clean_pdf

        return clean_pdf
    from uitweg.platform.sandbox.clean.sound import CLEANERS

    return CLEANERS[kind]
