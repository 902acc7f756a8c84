"""Every deck of slides, and one with a piece of its content changed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from uitweg.knowledge.training.rules.decks import build_deck
from uitweg.knowledge.training.rules.slide_making import LENGTHS
from uitweg.knowledge.training.rules.slides import Deck
from uitweg.platform.content import load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.loading import CONTENT_FOLDER


def every_deck() -> Iterator[Deck]:
    for presentation in load().presentations:
        content = load(level=presentation.level)
        own = next(each for each in content.presentations if each.id == presentation.id)
        yield from (build_deck(content, own, minutes) for minutes in LENGTHS)


def a_deck(id: str = "school", minutes: int = 45, content: Content | None = None) -> Deck:
    content = content or load()
    presentation = next(each for each in content.presentations if each.id == id)
    return build_deck(content, presentation, minutes)


def changed_content(folder: Path, file: str, *changes: tuple[str, str]) -> Content:
    """Return content/ with text in one file changed, (old, new), read from a copy in `folder`."""
    root = Path(shutil.copytree(CONTENT_FOLDER, folder / "content"))
    text = (root / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (root / file).write_text(text, encoding="utf-8")
    return load(root)
