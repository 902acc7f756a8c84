"""Makes the podcast of content/podcast.yaml and its scripts (docs/podcast.md)."""

import re
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt

from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem
from uitweg.platform.content.values.podcast import (
    NARRATOR,
    Chapter,
    Episode,
    EpisodeScript,
    PodcastShow,
    SpokenLine,
)
from uitweg.platform.content.values.values import MARKDOWN_LINK, Contact

ROLES = ("Host", "Guest", "Narrator", "Voice Actor", "Announcer", "Reporter")
"""Those of the Podcast Taxonomy that are heard (github.com/Podcastindex-org/podcast-namespace)."""
_LINE = re.compile(r"([a-zà-ÿ]+): (.+)", re.DOTALL)
_CONTACT_LINK = re.compile(r"\[\]\(contact:([a-z-]+)\)")
MOST_CHAPTERS = 20


def read_podcast(reader: ContentReader) -> PodcastShow:
    """Read the episodes; return who offers them, with empty words where that is a mistake."""
    file, shows = "podcast.yaml", list[PodcastShow]()
    top = reader.top(file)
    try:
        row = YamlItem(file, "show", top.take("show", dict))
        shows = reader.make_values([row], partial(reader.make, PodcastShow))
    except InvalidContent as error:
        reader.problems.append(error.problem)
    reader.read(Episode, file, rows=reader.items(top), prepare=_with_script)
    empty = PodcastShow(category="", owner_email="", license="", license_url="")
    return shows[0] if shows else empty


def _with_script(reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    """Return an episode's script. Raises InvalidContent for the first mistake in it."""
    speakers = {str(name): str(role) for name, role in row.take("speakers", dict).items()}
    if wrong := next((role for role in speakers.values() if role not in ROLES), ""):
        raise row.refused(f"{wrong} is no role; it should be one of: {', '.join(ROLES)}.")
    file = f"words/{FIRST_LEVEL}/podcast/{row.id}.md"
    path = reader.root.path(file)
    if not path.exists():
        raise InvalidContent(Problem(file, "", "this script is missing."))
    script = read_script(path.read_text(encoding="utf-8"), file)
    _check_lines(script, file, speakers.keys(), reader.things(Contact))
    return {"speakers": speakers, "script": script}


@lru_cache(maxsize=20)
def read_script(markdown: str, file: str) -> EpisodeScript:
    """Return the script in a file: a title, a paragraph, and chapters of spoken lines.

    Cached, as the content of every level has the same scripts.
    """
    title, lead, chapters = "", "", list[tuple[str, list[SpokenLine]]]()
    for tag, text in _blocks(markdown):
        if tag == "h1" and not title:
            title = text
        elif tag == "h2" and lead:
            chapters.append((text, []))
        elif tag == "p" and title and not chapters:
            lead = f"{lead}\n\n{text}".strip()
        elif tag == "p" and chapters:
            said = _LINE.fullmatch(text)
            if said is None:
                raise _refused(file, chapters[-1][0], f"a line is “speaker: words”: {text[:40]}")
            chapters[-1][1].append(SpokenLine(said[1], said[2]))
        else:
            raise _refused(file, text[:40], "a script has one # title, text, and ## chapters.")
    if not 1 <= len(chapters) <= MOST_CHAPTERS:
        raise _refused(file, "", f"it has 1 to {MOST_CHAPTERS} chapters (## …).")
    if empty := next((name for name, lines in chapters if not lines), ""):
        raise _refused(file, empty, "nobody says anything in this chapter.")
    return EpisodeScript(title, lead, tuple(Chapter(name, tuple(said)) for name, said in chapters))


def _check_lines(
    script: EpisodeScript, file: str, speakers: Iterable[str], contacts: dict[str, Contact]
) -> None:
    """Raises InvalidContent for a speaker who is not listed, and for a link that cannot be said."""
    if script.chapters[0].lines[0].speaker != NARRATOR:
        raise _refused(file, script.chapters[0].title, f"the {NARRATOR} begins.")
    for chapter in script.chapters:
        for line in chapter.lines:
            if line.speaker not in speakers:
                raise _refused(file, chapter.title, f"{line.speaker} is not in speakers.")
            for id in _CONTACT_LINK.findall(line.text):
                if id not in contacts or not (contacts[id].shown and contacts[id].number):
                    raise _refused(file, chapter.title, f"{id} has no number that is shown.")
            if MARKDOWN_LINK.search(_CONTACT_LINK.sub("", line.text)):
                raise _refused(file, chapter.title, "only [](contact:…) can be said.")


def _blocks(markdown: str) -> Iterable[tuple[str, str]]:
    """Yield the tag and the text on one line of each block."""
    tokens = MarkdownIt("commonmark", {"html": False}).parse(markdown)
    for before, token in pairwise(tokens):
        if token.type == "inline":
            is_inside = before.level > 0
            yield "" if is_inside else before.tag, " ".join(token.content.split())


def _refused(file: str, name: str, sentence: str) -> InvalidContent:
    return InvalidContent(Problem(file, name, sentence))
