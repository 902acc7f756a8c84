"""Finds dead links, telephone numbers typed by hand, and lists or texts that do not exist."""

import re
from collections.abc import Iterator
from typing import Any

from uitweg.platform.content.checks import texts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.files.reader import FIRST_LEVEL
from uitweg.platform.content.files.strict_yaml import Problem
from uitweg.platform.content.kinds.story_ways import texts_of
from uitweg.platform.content.values.lessons import StoryEnding
from uitweg.platform.content.values.values import MARKDOWN_LINK, FactList, WrittenPage

_GROUPS = "gevaar geld contacten online thuis school gedrag lichaam instanties"
GENERATED_PATHS = frozenset(
    {
        *("/", "/signalen/", "/schrijven/", "/postvak/", "/hulp/", "/hulp/lijnen/", "/hulp/kaart/"),
        *("/leren/", "/leren/presentaties/", "/leren/papieren/", "/leren/voor-trainers/"),
        *("/leren/bewijs/", "/leren/podcast/", "/cijfers/"),
        *("/check/", "/check/vragen/", "/vragen/", "/vragen/los/"),
        *("/bronnen/a-h/", "/bronnen/i-o/", "/bronnen/p-z/"),
        *(f"/signalen/{group}/" for group in _GROUPS.split()),
    }
)
"""The pages that code generates; tests/integration/test_content_page.py checks that they exist."""
OPEN_DATA = "/open/"
FLAT_FILES = ("interface.yaml", "channel.yaml", "files.yaml", "training.yaml")
"""Buttons and short sentences: a page cannot mark one that is borrowed as Dutch."""

_DIGITS = re.compile(r"(?<![\w.,/-])\+?\d[\d \u00a0()-]*\d(?![\w/-])")
_DATE = re.compile(r"\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d\d-\d\d")
_CITY_NUMBER = re.compile(r"14 ?0\d{2,3}")  # a Dutch town hall's number
IN_SENTENCES = ("112", "113")  # numbers that everybody says in a sentence


def dead_links(content: Content) -> Iterator[Problem]:
    """Yield links and lists on written pages and in lessons that lead to nothing for visitors."""
    paths = {page.path for page in content.pages}
    paths |= {lesson.path for lesson in content.lessons}
    yield from _dead_links_of_lessons(paths, content)
    for page in content.pages:
        file = f"words/{content.level.id}/pages/{page.id}.md"
        if page.lang != content.level.lang:
            continue
        if f"tab_{page.id}" not in content.say:
            name = f"words/{content.level.id}/interface.yaml"
            yield Problem(name, f"tab_{page.id}", "the page has no word for the browser's tab.")
        for words, to in _links(page):
            if to.startswith("/") and not content.level.has(to):
                yield Problem(file, to, "this language has no such page.")
            if problem := _link_problem(words, to, paths, content):
                yield Problem(file, to, problem)
        for piece in page.text.body:
            if isinstance(piece, FactList):
                yield from _list_problems(piece, file, content)


def _dead_links_of_lessons(paths: set[str], content: Content) -> Iterator[Problem]:
    lessons = (lesson for lesson in content.lessons if lesson.level == content.level.id)
    for file, _, story in (each for lesson in lessons for each in texts.lesson_files(lesson)):
        found = MARKDOWN_LINK.findall(story.lead)
        for part in story.parts:
            found += MARKDOWN_LINK.findall("\n".join(texts_of(part)))
            found += [part.step] if isinstance(part, StoryEnding) else []
        for words, to in found:
            if problem := _link_problem(words, to, paths, content):
                yield Problem(file, to, problem)


def _links(page: WrittenPage) -> Iterator[tuple[str, str]]:
    prose = [piece.markdown for piece in page.text.body if not isinstance(piece, FactList)]
    for text in (page.text.lead, *prose):
        yield from MARKDOWN_LINK.findall(text)
    yield page.text.step


def _link_problem(words: str, to: str, paths: set[str], content: Content) -> str:
    """Return what is wrong with a link, or ""."""
    if to.startswith("contact:"):
        known = {contact.id for contact in content.contacts}
        return "" if to.removeprefix("contact:") in known else "no such help line is shown."
    if not words.strip():
        return "this link has no words."
    if to.startswith(("https://", "#")):
        return ""
    path = re.split("[?#]", to)[0]
    if path in paths | GENERATED_PATHS or path.startswith(OPEN_DATA):
        return ""
    return "there is no such page." if to.startswith("/") else "a link begins with / or https://."


def _list_problems(piece: FactList, file: str, content: Content) -> Iterator[Problem]:
    lists: dict[str, tuple[Any, ...]] = {
        "phases": content.phases,
        "vulnerabilities": content.vulnerabilities,
        "promises": content.promises,
        "urgent-help": content.urgent_help,
        "sources": content.sources,
        "regions": content.regions,
        **content.explanations,
    }
    if piece.kind not in lists:
        yield Problem(file, f"{{{piece.kind}}}", "there is no such list.")
        return
    known = {fact.id for fact in lists[piece.kind]}
    for id in piece.ids:
        if id not in known:
            yield Problem(file, f"{{{piece.kind}}}", f"{id} does not exist or may not be shown.")


def misplaced_markup(root: ContentFolder, content: Content) -> Iterator[Problem]:
    """Yield numbers typed by hand, unsafe links, Markdown where it does not work, missing texts."""
    level = content.level.id
    numbers = {"".join(filter(str.isdigit, contact.number)) for contact in content.contacts}
    for text in texts.file_texts(root, content.level):
        is_page = text.file.endswith(".md")
        read_lines = _lines_without_code if is_page else texts.lines_of_file
        lines = read_lines(root, text.file)
        for id, line in lines:
            if typed := _typed_phone_number(line, numbers):
                yield Problem(
                    text.file, id, f"{typed} is typed by hand; it belongs to a help line."
                )
            if "http://" in line:
                yield Problem(text.file, id, "http:// is not safe: write https://.")
            if not is_page and (MARKDOWN_LINK.search(line) or "**" in line):
                yield Problem(text.file, id, "links and ** work on pages only; here they show.")
    if content.level.whole:
        yield from _missing_words(root, level)


def _lines_without_code(root: ContentFolder, name: str) -> list[tuple[str, str]]:
    """Return a page's lines without code, but with its links."""
    text = root.path(name).read_text(encoding="utf-8")
    without_code = re.sub(r"^```.*?^```|`[^`]*`", "", text, flags=re.DOTALL | re.MULTILINE)
    return [("", line) for line in without_code.splitlines()]


def _typed_phone_number(line: str, numbers: set[str]) -> str:
    """Return the first telephone number in a line, or ""; 112 and 113 may stand in a sentence."""
    if not _DIGITS.search(line) and "tel:" not in line:
        return ""  # as most lines, quickly
    if link := re.search(r"tel:\S*", line):
        return link[0]
    for match in _DIGITS.finditer(_DATE.sub("", line)):
        typed, digits = match[0], "".join(filter(str.isdigit, match[0]))
        is_long = len(digits) > 6 and typed[0] in "0+"
        is_number = is_long or digits in numbers or _CITY_NUMBER.fullmatch(typed)
        if is_number and digits not in IN_SENTENCES:
            return typed
    return ""


def borrowed_words(root: ContentFolder, level: ReadingLevel) -> Iterator[tuple[str, str]]:
    """Yield the file and key of each text that shows in Dutch on this language's own pages."""
    for file in texts.word_files(root, level.id):
        own = texts.word_keys(root, f"words/{level.id}/{file}")
        for key, words in texts.word_keys(root, f"words/{FIRST_LEVEL}/{file}").items():
            if file not in FLAT_FILES and own.get(key) != words:
                yield file, key
    for file in FLAT_FILES:
        own = texts.word_keys(root, f"words/{level.id}/{file}")
        for key in texts.word_keys(root, f"words/{FIRST_LEVEL}/{file}"):
            if key not in own and not _is_elsewhere(key, level):
                yield file, key


def _is_elsewhere(key: str, level: ReadingLevel) -> bool:
    """Return whether a key is of pages that this language does not have."""
    prefixes = {
        "/signalen/": ("signals_", "why_signal", "seen_in", "all_signals", "group_lead"),
        "/check/": ("door_work", "signals", "check"),
        "/slachtoffer-of-dader/wet/": ("law_", "with_exploitation"),
        "/professionals/": ("professionals", "meldcode_link"),
        "/wat-is-het/": ("what_it_is",),
        "/veilig-bezoek/": ("safe_visit",),
        "/privacy/": ("privacy",),
        "/cijfers/": ("figures",),
        "/toegankelijkheid/": ("accessibility",),
    }
    words = tuple(word for path, some in prefixes.items() if not level.has(path) for word in some)
    return key.startswith((*words, "tab_"))


def _missing_words(root: ContentFolder, level: str) -> Iterator[Problem]:
    """Yield texts of items that exist at the first level but not at this one."""
    for file in texts.word_files(root, FIRST_LEVEL):
        name = f"words/{level}/{file}"
        own_keys = texts.word_keys(root, name)
        for id, keys in texts.word_keys(root, f"words/{FIRST_LEVEL}/{file}").items():
            for key in sorted(keys - own_keys.get(id, keys)):
                yield Problem(name, id, f"{key} has no words.")
