"""Make a PDF of a paper: tagged, by every rule of PDF/UA-1, in a process without keys."""

from collections.abc import Sequence

from uitweg.knowledge.training.rules.paper_parts import PaperPlace
from uitweg.knowledge.training.rules.papers import PrintedPaper
from uitweg.platform.content.collection import Content
from uitweg.platform.sandbox.typeset.run import PaperTemplate, typeset


def paper_pdf(paper: PrintedPaper, content: Content, place: PaperPlace) -> bytes:
    """Return a paper at the level of this content. Raises CannotTypeset."""
    return typeset(paper.build(content, place), paper.template)


def certificate_pdf(
    *,
    title: str,
    lines: Sequence[str],
    date: str,
    name: str = "",
    small: Sequence[str] = (),
    lang: str = "nl",
) -> bytes:
    """Return one page that says what somebody did: a title, a paragraph for each line, a date.

    `name` says for whom it is, `small` stands at the foot. All is text, never markup. What is too
    much for a page even in small letters (some four thousand characters) raises CannotTypeset.
    """
    words = {
        "title": title,
        "heading": title,
        "lang": lang,
        "name": name,
        "lines": list(lines),
        "date": date,
        "small": list(small),
    }
    return typeset(words, PaperTemplate.CERTIFICATE)
