"""Parsing the Markdown pages that editors write into pieces for a template.

A page has a title, a lead, a body and one next step. A paragraph that is only `{phases}` is
replaced by that list of facts; `{phases first}` by one of them, and `{phases:later}` shows it
closed (`FactList.shown_as`).
"""

import re

from uitweg.platform.content.files.strict_yaml import YamlItem
from uitweg.platform.content.values.values import MARKDOWN_LINK, FactList, PageText, Prose

_LIST = re.compile(r"\{([a-z-]+)(?::(helps|later|breathe|write))?((?: [a-z0-9-]+)*)\}")


def make_page_text(row: YamlItem, text: str) -> PageText:
    title, lead, *rest = [each.strip() for each in re.split(r"\n\s*\n", text.strip())] + ["", ""]
    body = [each for each in rest if each]
    if not title.startswith("# ") or not lead:
        raise row.refused("a page begins with a title (# …) and a paragraph.")
    step = MARKDOWN_LINK.fullmatch(body.pop()) if body else None
    if step is None:
        raise row.refused("a page ends in one next step: a last line that is only a link.")
    return PageText(title[2:], lead, tuple(_make_pieces(body)), (step[1], step[2]))


def _make_pieces(paragraphs: list[str]) -> list[Prose | FactList]:
    pieces: list[Prose | FactList] = []
    for paragraph in paragraphs:
        last = pieces[-1] if pieces else None
        if fact_list := _LIST.fullmatch(paragraph):
            pieces.append(FactList(fact_list[1], tuple(fact_list[3].split()), fact_list[2] or ""))
        elif isinstance(last, Prose):
            pieces[-1] = Prose(f"{last.markdown}\n\n{paragraph}")
        else:
            pieces.append(Prose(paragraph))
    return pieces
