"""The pages editors write: Markdown by level, in pieces a template can set.

Title, lead, body and one next step. A paragraph that is only `{phases}` stands for that list.
"""

import re

from uitweg.platform.content.strict_yaml import YamlItem
from uitweg.platform.content.values import MARKDOWN_LINK, FactList, PageText, Prose, WrittenPage

LIST_KINDS = ("phases", "vulnerabilities", "promises", "sources")
_LIST = re.compile(r"\{([a-z-]+)((?: [a-z0-9-]+)*)\}")


def make_page(common: dict[str, object], row: YamlItem, text: str) -> WrittenPage:
    """Make a page; raises Refused where its words have not the shape of a page."""
    path = row.words("path")
    if not (path.startswith("/") and path.endswith("/")):
        raise row.refused("path should be like /wat-is-het/.")
    return WrittenPage(
        **common,  # type: ignore[arg-type]
        order=row.take("order", int),
        path=path,
        preview=row.take("preview", bool, True),
        written=make_page_text(row, text),
    )


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
    found: list[Prose | FactList] = []
    for each in paragraphs:
        last = found[-1] if found else None
        if listed := _LIST.fullmatch(each):
            found.append(FactList(listed[1], tuple(listed[2].split())))
        elif isinstance(last, Prose):
            found[-1] = Prose(f"{last.markdown}\n\n{each}")
        else:
            found.append(Prose(each))
    return found
