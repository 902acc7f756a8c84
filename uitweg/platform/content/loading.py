"""Loading content/: the facts, their wording, and the links between them."""

from collections.abc import Iterable
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, get_args, get_origin

from msgspec.structs import fields

from uitweg.places import SHIPPED
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.folder import ContentFolder, own_folder
from uitweg.platform.content.files.levels import (
    PATHS_BY_WORDS,
    ReadingLevel,
    asked_languages,
    make_level,
)
from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem, yaml_items
from uitweg.platform.content.kinds.appraisal import read_appraisal
from uitweg.platform.content.kinds.check import (
    only_red_flags,
    read_check,
    with_calls,
    with_opening,
    with_reason_words,
)
from uitweg.platform.content.kinds.figures import read_figures
from uitweg.platform.content.kinds.lessons import with_stories
from uitweg.platform.content.kinds.own_number import with_own_number, without_real_numbers
from uitweg.platform.content.kinds.pages import make_page_text
from uitweg.platform.content.kinds.podcast import read_podcast
from uitweg.platform.content.kinds.presentations import refuse_lost_headings, with_number_place
from uitweg.platform.content.kinds.team import read_for_team
from uitweg.platform.content.values.check import (
    Combination,
    Helper,
    KnownReason,
    Picture,
    UrgentHelp,
)
from uitweg.platform.content.values.items import Item
from uitweg.platform.content.values.lessons import LESSON_PATH, Course, Lesson
from uitweg.platform.content.values.podcast import (
    DECK_PATH,
    PODCAST_PATH,
    NumberFact,
    PodcastShow,
    Presentation,
)
from uitweg.platform.content.values.values import (
    AnswerOpening,
    CheckDay,
    Contact,
    Explanation,
    Fact,
    GroupWords,
    Phase,
    Promise,
    Region,
    Route,
    Signal,
    Source,
    Vulnerability,
    WrittenPage,
)

Root = ContentFolder | Path | None
"""A folder of content; None is that of this installation."""
CONTENT_FOLDER = SHIPPED / "content"
EXPLANATION_LISTS = (
    *("forms", "myths", "coordinator-steps", "care", "police-talks", "lawyers", "law"),
    *("information", "meldcode", "calm", "protocol", "session-tips"),
)
"""The lists of explanations, each a file of facts and a file of wording."""


FLAT_WORDS = {
    "say": "interface",
    "channel": "channel",
    "files": "files",
    "training": "training",
    "slides": "slides",
}
"""The files of wording that are texts by key, by their name in `Content`."""


def content_folder(root: Root = None) -> ContentFolder:
    """Return a folder of content; by default ours with the city's own over it."""
    if root is None:
        return ContentFolder(CONTENT_FOLDER, own_folder())
    return root if isinstance(root, ContentFolder) else ContentFolder(root)


def load(root: Root = None, *, level: str = FIRST_LEVEL) -> Content:
    """Return what `root` (default content/) holds, with the words of one reading level.

    Read once for each level, then cached. Raises InvalidContent for the first mistake: an unknown
    key, missing words, an unlisted source, a broken link.
    """
    return _load(content_folder(root), level)


def levels(root: Root = None) -> tuple[ReadingLevel, ...]:
    """Return the languages and reading levels that are on, the first one first.

    On are those that are whole, and those that the city switched on. Raises InvalidContent.
    """
    return _levels_on(content_folder(root), asked_languages())


def all_levels(root: Root = None) -> tuple[ReadingLevel, ...]:
    """Return the languages and reading levels, on or off. Raises InvalidContent."""
    return _levels(content_folder(root))


@cache
def _levels_on(root: ContentFolder, asked: frozenset[str]) -> tuple[ReadingLevel, ...]:
    return tuple(level for level in _levels(root) if level.whole or level.id in asked)


@cache
def _levels(root: ContentFolder) -> tuple[ReadingLevel, ...]:
    name = "levels.yaml"
    reading_levels = []
    for row in yaml_items(name, root.yaml(name).take("items", list), {}):
        id = row.words("id")
        reading_levels.append(
            make_level(row, _paths_with_words(root, id), _training_not_at(root, id))
        )
        row.refuse_leftovers()
    return tuple(sorted(reading_levels, key=lambda level: level.order))


def _training_not_at(root: ContentFolder, level: str) -> frozenset[str]:
    """Return the paths of lessons, decks and episodes that are at another level than this."""
    paths = set[str]()
    for name, form in (("lessons.yaml", LESSON_PATH), ("presentations.yaml", DECK_PATH)):
        for row in yaml_items(name, root.yaml(name).take("items", list, []), {}):
            if row.text("level") != level:
                paths.add(form.format(row.text("slug")))
    if level != FIRST_LEVEL:
        name = "podcast.yaml"
        episodes = yaml_items(name, root.yaml(name).take("items", list, []), {})
        paths |= {f"{PODCAST_PATH}{row.id}/" for row in episodes}
    return frozenset(paths)


def _paths_with_words(root: ContentFolder, level: str) -> frozenset[str]:
    """Return the paths of the pages for which a level has words of its own."""
    words, name = f"words/{level}", "pages.yaml"
    written = yaml_items(name, root.yaml(name).take("items", list, []), {})
    return frozenset(
        {
            *chain(
                *(paths for file, paths in PATHS_BY_WORDS.items() if root.exists(f"{words}/{file}"))
            ),
            *(row.text("path") for row in written if root.exists(f"{words}/pages/{row.id}.md")),
        }
    )


@cache
def _load(root: ContentFolder, level: str) -> Content:
    content, problems = read_content(root, level)
    if problems or content is None:
        raise InvalidContent(problems[0])
    return content


def read_content(root: Root, level: str) -> tuple[Content | None, list[Problem]]:
    """Return the content and all problems in it; None for content that cannot be put together."""
    folder = content_folder(root)
    try:
        reading_level = {each.id: each for each in all_levels(folder)}.get(level)
    except InvalidContent as error:
        return None, [error.problem]
    if reading_level is None or level not in folder.folders("words"):
        return None, [Problem(f"words/{level}", "", "there is no such reading level.")]
    reader = ContentReader(folder, reading_level)
    explanations, show = _read_for_visitors(reader)
    check = read_check(reader)
    read_for_team(reader)
    appraisal, figures = read_appraisal(reader), read_figures(reader)
    if check is None:
        return None, reader.problems
    every = [fact for kind in reader.known for fact in reader.known[kind].values()]
    lists: dict[str, Any] = {
        field.name: _in_order(reader.things(kind).values())
        for field in fields(Content)
        if (kind := _kind_of_list(field.type))
    }
    lists |= {name: reader.flat(f"{file}.yaml") for name, file in FLAT_WORDS.items()}
    content = Content(
        **lists,
        level=reading_level,
        groups={words.id: words.title for words in reader.things(GroupWords).values()},
        explanations={kind: _in_order(each) for kind, each in explanations.items()},
        show=show,
        check=check,
        appraisal=appraisal,
        figures=figures,
        unverified=tuple(
            fact for fact in every if isinstance(fact, Fact) and fact.checked_on is None
        ),
    )
    return content, reader.problems


def _read_for_visitors(
    reader: ContentReader,
) -> tuple[dict[str, list[Explanation]], PodcastShow]:
    """Read what visitors may see, in the order in which one links to the other."""
    reader.read(CheckDay, "checks.yaml", words=None)
    reader.read(Source, "sources.yaml", words=None)
    ids = reader.words("groups.yaml")
    groups = [YamlItem(wording.file, id, {"id": id}) for id, (wording, _) in ids.items()]
    reader.read(GroupWords, "groups.yaml", rows=groups)
    reader.read(Signal, "signals.yaml", prepare=with_calls)
    lines = reader.read(Contact, "contacts.yaml", prepare=with_opening)
    reader.keep(
        Contact,
        [with_own_number(each, each.lang) if each.id == "coordinator" else each for each in lines],
    )
    show = read_podcast(reader)
    regions = reader.read(Region, "regions.yaml")
    reader.keep(Region, [without_real_numbers(region, region.lang) for region in regions])
    reader.read(Phase, "phases.yaml")
    reader.read(Vulnerability, "vulnerabilities.yaml")
    reader.read(Picture, "signal-pictures.yaml", prepare=with_reason_words)
    reader.read(UrgentHelp, "urgent-help.yaml", prepare=only_red_flags)
    reader.read(Combination, "signal-combinations.yaml")
    reader.read(Helper, "check-helpers.yaml")
    reader.read(KnownReason, "known-reasons.yaml")
    explanations = {kind: reader.read(Explanation, f"{kind}.yaml") for kind in EXPLANATION_LISTS}
    reader.known[Explanation] = {  # two lists may have the same id
        f"{kind} {each.id}": each for kind, read in explanations.items() for each in read
    }
    rows = reader.items_of("pages.yaml")
    reader.keep(WrittenPage, reader.make_values(rows, partial(_written_page, reader)))
    reader.read(Route, "routes.yaml")
    reader.read(Lesson, "lessons.yaml", prepare=with_stories)
    reader.read(NumberFact, "numbers.yaml", prepare=with_number_place)
    reader.read(Course, "courses.yaml")
    reader.read(Promise, "promises.yaml")
    reader.read(AnswerOpening, "openings.yaml")
    reader.read(Presentation, "presentations.yaml", prepare=refuse_lost_headings)
    return explanations, show


def _written_page(reader: ContentReader, row: YamlItem) -> WrittenPage:
    text, lang = reader.page(row.id)
    return reader.make(WrittenPage, row, None, lang, {"text": make_page_text(row, text)})


def _kind_of_list(hint: Any) -> type[Item] | None:
    """Return the class of a field that is a list of things of a file, or None."""
    kind = get_args(hint)[0] if get_origin(hint) is tuple else None
    return kind if isinstance(kind, type) and kind is not Fact else None


def _in_order[T: Item](items: Iterable[T]) -> tuple[T, ...]:
    """Return what may be shown, by its `order` where it has one, else as in the file."""
    shown = [item for item in items if item.shown]
    return tuple(sorted(shown, key=lambda item: getattr(item, "order", 0)))
