"""Loading content/: the facts, their wording, and the links between them."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

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
from uitweg.platform.content.kinds import building
from uitweg.platform.content.kinds.appraisal import read_appraisal
from uitweg.platform.content.kinds.building import CHECK_WORDS
from uitweg.platform.content.kinds.figures import read_figures
from uitweg.platform.content.kinds.lessons import make_course, make_lesson
from uitweg.platform.content.kinds.pages import make_page
from uitweg.platform.content.kinds.partner_routes import read_partner_routes
from uitweg.platform.content.kinds.plans import make_plan
from uitweg.platform.content.kinds.podcast import read_podcast
from uitweg.platform.content.kinds.presentations import make_number, make_presentation
from uitweg.platform.content.kinds.registration import read_registration
from uitweg.platform.content.values.check import (
    Combination,
    Helper,
    KnownReason,
    Picture,
    SignalCheck,
    UrgentHelp,
)
from uitweg.platform.content.values.lessons import LESSON_PATH, Course, Lesson
from uitweg.platform.content.values.partners import PartnerRoute, body_by_consent
from uitweg.platform.content.values.podcast import (
    DECK_PATH,
    PODCAST_PATH,
    Episode,
    NumberFact,
    PodcastShow,
)
from uitweg.platform.content.values.values import (
    CityQuestion,
    Contact,
    ExamplePlan,
    Explanation,
    Fact,
    Phase,
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
    facts = _read_facts(reader)
    top = reader.top("check.yaml")
    make_step = partial(building.make_next_step, reader, facts.contacts)
    steps = reader.with_wording(reader.items(top, "steps"), "steps.yaml", make_step)
    check = _check(reader, top, facts)
    plans = _plans(reader)
    bodies, standards = read_registration(reader)
    routes, letters = read_partner_routes(reader, partial(_items, reader), body_by_consent(bodies))
    appraisal = read_appraisal(reader)
    promises = reader.with_wording(
        _items(reader, "promises.yaml"), "promises.yaml", building.make_promise
    )
    openings = reader.with_wording(
        _items(reader, "openings.yaml"), "openings.yaml", building.make_opening
    )
    presentations = reader.with_wording(
        _items(reader, "presentations.yaml"),
        "presentations.yaml",
        partial(
            make_presentation,
            reader,
            {page.id: page for page in facts.pages},
            facts.contacts,
            facts.groups.keys(),
        ),
    )
    if check is None:
        return None, reader.problems
    content = Content(
        level=reading_level,
        say=reader.flat("interface.yaml"),
        channel=reader.flat("channel.yaml"),
        files=reader.flat("files.yaml"),
        training=reader.flat("training.yaml"),
        slides=reader.flat("slides.yaml"),
        sources=tuple(reader.sources.values()),
        groups={words.id: words.title for words in facts.groups.values()},
        signals=_shown(facts.signals.values()),
        phases=_in_order(facts.phases),
        vulnerabilities=_shown(facts.vulnerabilities),
        contacts=_in_order(facts.contacts.values()),
        regions=_in_order(facts.regions),
        explanations={kind: _in_order(each) for kind, each in facts.explanations.items()},
        pages=_in_order(facts.pages),
        lessons=_in_order(facts.lessons),
        show=facts.show,
        episodes=_in_order(facts.episodes),
        numbers=_in_order(facts.numbers),
        presentations=tuple(sorted(presentations, key=lambda each: each.order)),
        courses=_in_order(facts.courses),
        routes=_in_order(facts.routes),
        pictures=_in_order(facts.pictures),
        urgent_help=_in_order(facts.urgent_help),
        combinations=_in_order(facts.combinations),
        helpers=_in_order(facts.helpers),
        known_reasons=_in_order(facts.known_reasons),
        steps=tuple(steps),
        check=check,
        promises=tuple(sorted(promises, key=lambda promise: promise.order)),
        openings=tuple(sorted(openings, key=lambda opening: opening.order)),
        plans=_in_order(plans),
        partner_routes=_in_order(routes),
        partner_letters=_shown(letters),
        national_bodies=_shown(bodies),
        row_standards=_shown(standards),
        appraisal=appraisal,
        city_questions=_city_questions(reader),
        figures=read_figures(reader),
        unverified=tuple(
            fact
            for fact in chain(
                facts.every, plans, routes, letters, bodies, standards, appraisal.every
            )
            if fact.checked_on is None
        ),
    )
    return content, reader.problems


class _LinkedFacts(NamedTuple):
    """All facts, shown or not, linked to each other."""

    groups: dict[str, building.GroupWords]
    signals: dict[str, Signal]
    contacts: dict[str, Contact]
    regions: list[Region]
    phases: list[Phase]
    vulnerabilities: list[Vulnerability]
    pictures: list[Picture]
    urgent_help: list[UrgentHelp]
    combinations: list[Combination]
    helpers: list[Helper]
    known_reasons: list[KnownReason]
    routes: list[Route]
    explanations: dict[str, list[Explanation]]
    pages: list[WrittenPage]
    lessons: list[Lesson]
    show: PodcastShow
    episodes: list[Episode]
    numbers: list[NumberFact]
    courses: list[Course]

    @property
    def every(self) -> Iterator[Fact]:
        yield from self.signals.values()
        yield from chain(self.contacts.values(), self.regions)
        yield from chain(self.phases, self.vulnerabilities, self.pictures, self.urgent_help)
        yield from chain(self.combinations, self.helpers, self.known_reasons)
        yield from chain(*self.explanations.values(), self.pages, self.routes)
        yield from chain(self.lessons, self.episodes, self.numbers, self.courses)


def _read_facts(reader: ContentReader) -> _LinkedFacts:
    reader.checks = dict(reader.make_values(_items(reader, "checks.yaml"), building.make_check_day))
    reader.sources = _by_id(
        reader.make_values(_items(reader, "sources.yaml"), building.make_source)
    )
    group_rows = (wording for wording, _ in reader.words("groups.yaml").values())
    groups = {
        words.id: words for words in reader.make_values(group_rows, building.make_group_words)
    }

    def read[T](file: str, make: Callable[[YamlItem, YamlItem, str], T]) -> list[T]:
        return reader.with_wording(_items(reader, file), file, make)

    signals = _by_id(read("signals.yaml", partial(building.make_signal, reader, groups.keys())))
    contacts = _by_id(read("contacts.yaml", partial(building.make_contact, reader)))
    show, episodes = read_podcast(reader, contacts)
    return _LinkedFacts(
        groups=groups,
        signals=signals,
        contacts=contacts,
        regions=read("regions.yaml", partial(building.make_region, reader)),
        phases=read("phases.yaml", partial(building.make_phase, reader, signals)),
        vulnerabilities=read("vulnerabilities.yaml", partial(building.make_vulnerability, reader)),
        pictures=read("signal-pictures.yaml", partial(building.make_picture, reader, signals)),
        urgent_help=read(
            "urgent-help.yaml", partial(building.make_urgent_help, reader, signals, contacts)
        ),
        combinations=read(
            "signal-combinations.yaml", partial(building.make_combination, reader, signals)
        ),
        helpers=read("check-helpers.yaml", partial(building.make_helper, reader, contacts)),
        known_reasons=read(
            "known-reasons.yaml", partial(building.make_known_reason, reader, signals)
        ),
        routes=read("routes.yaml", partial(building.make_route, reader, contacts)),
        explanations={
            kind: read(f"{kind}.yaml", partial(building.make_explanation, reader))
            for kind in EXPLANATION_LISTS
        },
        pages=reader.make_values(_items(reader, "pages.yaml"), partial(_page, reader)),
        lessons=read("lessons.yaml", partial(make_lesson, reader, signals)),
        show=show,
        episodes=episodes,
        numbers=read("numbers.yaml", partial(make_number, reader)),
        courses=read("courses.yaml", partial(make_course, reader)),
    )


def _plans(reader: ContentReader) -> list[ExamplePlan]:
    """Return the example plans, which only the staff use: so in the first level only."""
    if reader.level.id != FIRST_LEVEL:
        return []
    return reader.with_wording(
        _items(reader, "plans.yaml"), "plans.yaml", partial(make_plan, reader)
    )


def _city_questions(reader: ContentReader) -> tuple[CityQuestion, ...]:
    """Return what is to be asked of the city: for the team, so in the first level only."""
    if reader.level.id != FIRST_LEVEL:
        return ()
    file = "city-questions.yaml"
    questions = reader.with_wording(_items(reader, file), file, building.make_city_question)
    return tuple(sorted(questions, key=lambda question: question.order))


def _items(reader: ContentReader, name: str) -> list[YamlItem]:
    top = reader.top(name)
    items = reader.items(top)
    try:
        top.refuse_leftovers()
    except InvalidContent as error:
        reader.problems.append(error.problem)
    return items


def _page(reader: ContentReader, row: YamlItem) -> WrittenPage:
    text, lang = reader.page(row.id)
    return make_page(dict(reader.common(row, lang)), row, text)


def _by_id[T: (Source, Signal, Contact)](items: Iterable[T]) -> dict[str, T]:
    return {item.id: item for item in items}


def _shown[T: Fact](items: Iterable[T]) -> tuple[T, ...]:
    return tuple(item for item in items if item.shown)


def _in_order[
    T: (
        Contact,
        Region,
        WrittenPage,
        Phase,
        Picture,
        UrgentHelp,
        Combination,
        Helper,
        KnownReason,
        ExamplePlan,
        PartnerRoute,
        Route,
        Explanation,
        Lesson,
        Episode,
        NumberFact,
        Course,
    )
](
    items: Iterable[T],
) -> tuple[T, ...]:
    return tuple(sorted(_shown(items), key=lambda item: item.order))


def _check(reader: ContentReader, top: YamlItem, facts: _LinkedFacts) -> SignalCheck | None:
    """Return the signal check; None, with a problem, when its texts or links are incomplete."""
    words = reader.flat("check.yaml")
    for key in CHECK_WORDS:
        if not words.get(key, "").strip():
            reader.problems.append(Problem("words/nl/check.yaml", key, "has no words."))
    for key in words.keys() - set(CHECK_WORDS):
        reader.problems.append(Problem("words/nl/check.yaml", key, "is not a key we know."))
    make_group = partial(building.make_check_group, reader, facts.signals, facts.groups)
    groups = reader.make_values(reader.items(top, "groups"), make_group)
    make_question = partial(building.make_check_question, reader, facts.signals)
    questions = reader.with_wording(reader.items(top, "questions"), "questions.yaml", make_question)
    try:
        flags = reader.linked(top, top.texts("red_flags"), facts.signals)
        first = top.texts("questions_first")
        top.refuse_leftovers()
        if calm := [flag.id for flag in flags if not flag.acute]:
            raise top.refused(f"{calm[0]} is asked as a red flag, but is not acute.")
    except InvalidContent as error:
        reader.problems.append(error.problem)
        return None
    if not words:
        return None
    return SignalCheck(
        red_flags=flags,
        groups=tuple(groups),
        questions=tuple(questions),
        questions_first=first,
        words=words,
    )
