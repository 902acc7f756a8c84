"""Cards for a pocket: one for who sees something, and one for a youngster that tells nothing."""

from uitweg.knowledge.training.rules.paper_parts import (
    PaperPlace,
    PaperWords,
    number_words,
    paper_parts,
)
from uitweg.platform.content.collection import Content

CALM_PAGE = "calm"
"""Where the youngster's code leads: a page that says nothing of what it is about."""


def pocket_card(content: Content, place: PaperPlace) -> PaperWords:
    """Return the card for who sees something: two sides, eight on a sheet."""
    said, line = content.training, content.contact("coordinator")
    emergency = content.contact("emergency")
    parts = paper_parts(said["pocket_title"], content, place, (line, emergency), "/hulp/")
    return {
        **parts,
        "folded": False,
        "danger": said["pocket_danger"].format(number=emergency.number),
        "do_title": said["card_do"],
        "do": [said[f"card_do_{step}"] for step in (1, 2, 3)],
        "small": parts["small"][1:],
    }


def plain_card(content: Content, place: PaperPlace) -> PaperWords:
    """Return the youngster's card: folded with its words inside, so the outside is blank.

    Who forces them may find it. So nothing on it says what it is about, whose the number is, or
    which site the code leads to.
    """
    said, page = content.training, content.page(CALM_PAGE)
    lines = (content.contact("childrens-line"), content.contact("emergency"))
    parts = paper_parts(said["plain_title"], content, place, (page,), page.path)
    return {
        **parts,
        "title": said["plain_file_title"],
        "folded": True,
        "call": {**parts["call"], "name": "", "site": ""},
        "lines": [number_words(line) for line in lines],
        "code_words": page.text.title,
        "qr": {**parts["qr"], "alt": page.text.title},
        "small": [],
    }
