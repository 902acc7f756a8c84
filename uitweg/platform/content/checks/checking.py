"""Checks content/ for problems, and finds the facts to be checked against their sources again."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from uitweg.platform.content.checks import readability, texts
from uitweg.platform.content.checks.links import dead_links, misplaced_markup
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.files.reader import FIRST_LEVEL
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem
from uitweg.platform.content.kinds.presentations import lost_in_decks, numbers_behind
from uitweg.platform.content.loading import Root, all_levels, content_folder, read_content
from uitweg.platform.content.values.values import Fact

PICTURES_FILE = "signal-pictures.yaml"


def check(root: Root = None) -> list[Problem]:
    """Return all problems at every reading level, each once."""
    folder = content_folder(root)
    if FIRST_LEVEL not in folder.folders("words"):
        return read_content(folder, FIRST_LEVEL)[1]
    found: dict[Problem, None] = {}
    try:
        known = [level.id for level in all_levels(folder)]
    except InvalidContent as error:
        return [error.problem]
    folders = folder.folders("words")
    for level in dict.fromkeys([*known, *folders]):
        content, problems = read_content(folder, level)
        found |= dict.fromkeys(problems)
        if content and not problems and level == FIRST_LEVEL:
            found |= dict.fromkeys(_inconsistencies(content))
        if content:
            found |= dict.fromkeys(dead_links(content))
            found |= dict.fromkeys(misplaced_markup(folder, content))
            found |= dict.fromkeys(_too_hard(folder, content))
            found |= dict.fromkeys(numbers_behind(content) if content.level.whole else ())
            found |= dict.fromkeys(lost_in_decks(content))
    return list(found)


def _too_hard(root: ContentFolder, content: Content) -> Iterator[Problem]:
    """Yield files and pages that are too hard to read for this level."""
    level = content.level
    if (rule := readability.READABILITY_RULES.get(level.id)) is None:
        return
    for text in texts.file_texts(root, level):
        measured = readability.measure_text(text.lines, level.lang)
        for sentence in (
            *readability.long_sentences(measured, rule),
            *readability.too_few_short_sentences(measured, rule),
        ):
            yield Problem(text.file, "", sentence)
    for text in texts.page_texts(content):
        measured = readability.measure_text(text.lines, level.lang)
        for sentence in (
            *readability.too_hard(measured, rule),
            *readability.too_few_short_sentences(measured, rule),
        ):
            yield Problem(text.file, text.path, sentence)


def _inconsistencies(content: Content) -> list[Problem]:
    """Return problems between items: duplicates, unused sources, gaps in route map and check."""
    refs = Counter(signal.ref for signal in content.signals)
    asked = Counter(signal.id for group in content.check.groups for signal in group.signals)
    used = {source for fact in shown_facts(content) for source in fact.sources}
    problems = [
        *(
            Problem("signals.yaml", signal.id, f"{signal.ref} is used twice.")
            for signal in content.signals
            if refs[signal.ref] > 1
        ),
        *(Problem("check.yaml", id, "is asked twice.") for id, times in asked.items() if times > 1),
        *(
            Problem("check.yaml", signal.id, "is shown on pages and cannot be ticked.")
            for signal in content.signals
            if not signal.acute and signal.id not in asked
        ),
        *(
            Problem("sources.yaml", source.id, "no shown item rests on this source.")
            for source in content.sources
            if source not in used and source.seen == "V"
        ),
        *(
            Problem("promises.yaml", promise.id, "say both who confirmed it and on which day.")
            for promise in content.promises
            if (promise.confirmed_by is None) is not (promise.confirmed_on is None)
        ),
    ]
    return [
        *problems,
        *_unsafe_addresses(content),
        *_route_map_gaps(content),
        *_picture_gaps(content),
    ]


def _unsafe_addresses(content: Content) -> list[Problem]:
    return [
        Problem("contacts.yaml", contact.id, f"{contact.url}: an address begins with https://.")
        for contact in content.contacts
        if contact.url and not contact.url.startswith("https://")
    ] + [
        Problem("sources.yaml", source.id, "http:// is not safe: write the address without it.")
        for source in content.sources
        if "http://" in source.where
    ]


def _picture_gaps(content: Content) -> list[Problem]:
    if not content.pictures:
        return [Problem(PICTURES_FILE, "", "there is no picture to answer with.")]
    first, last = content.pictures[0], content.pictures[-1]
    problems = [
        Problem(PICTURES_FILE, first.id, f"the first picture should have the red flag {flag.id}.")
        for flag in content.signals
        if flag.acute and flag.id not in first.signals
    ]
    if last.signals:
        problems.append(
            Problem(PICTURES_FILE, last.id, "the last picture is for when nothing was ticked.")
        )
    known = {picture.id for picture in content.pictures}
    problems += [
        Problem("signal-combinations.yaml", each.id, f"there is no picture {each.picture}.")
        for each in content.combinations
        if each.picture not in known
    ]
    steps = {step.id for step in content.steps}
    problems += [
        Problem("known-reasons.yaml", reason.id, f"there is no step {step}.")
        for reason in content.known_reasons
        for step in reason.steps.values()
        if step not in steps
    ]
    return problems


def _route_map_gaps(content: Content) -> list[Problem]:
    """Return what the route map lacks: a last route for everybody, a route to each help line."""
    reachable = {line.id for route in content.routes for line in (route.to, *route.also)}
    problems = [
        Problem("routes.yaml", contact.id, "no route leads to this line.")
        for contact in content.contacts
        if contact.id not in reachable
    ]
    last = content.routes[-1] if content.routes else None
    if last is None or last.who or last.wants or last.danger is not None:
        problems.append(Problem("routes.yaml", last.id if last else "", "the last fits everybody."))
    return problems


def facts_to_review(content: Content, today: date) -> list[Fact]:
    """Return the shown facts whose review is due, the one checked longest ago first."""
    late = [fact for fact in shown_facts(content) if review_on(fact) <= today]
    return sorted(late, key=lambda fact: (fact.checked_on or date.min, fact.id))


def review_on(fact: Fact) -> date:
    """Return the day on which a fact should be checked against its sources again."""
    checked_on = fact.checked_on or date.min
    months = checked_on.month - 1 + fact.review_months
    return date(checked_on.year + months // 12, months % 12 + 1, min(checked_on.day, 28))


def shown_facts(content: Content) -> tuple[Fact, ...]:
    """Return all facts that are shown."""
    return (
        *content.signals,
        *content.contacts,
        *content.regions,
        *content.phases,
        *content.vulnerabilities,
        *content.pictures,
        *content.urgent_help,
        *content.combinations,
        *content.helpers,
        *content.known_reasons,
        *(fact for kind in content.explanations.values() for fact in kind),
        *content.pages,
        *content.lessons,
        *content.routes,
        *content.courses,
        *content.plans,
        *content.partner_routes,
        *content.partner_letters,
        *content.national_bodies,
        *content.row_standards,
        *content.numbers,
        *(fact for fact in content.appraisal.every if fact.shown),
    )
