"""A telephone number that is changed in content/contacts.yaml is changed in all that is published."""

import io
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pypdf
import pytest
import yaml

from tests.support import people
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.materials.building import every_file
from uitweg.platform.content import load, loading
from uitweg.site.web import public_pages
from uitweg.site.web.published import SOONEST

SHORTEST = 6
"""Digits of a number that is looked for; 112 stays 112."""
BY_REGION = re.compile("/hulp/regio/|/open/v1/regions")
"""Where the list of regions stands: their numbers are facts of their own (regions.yaml)."""
SHOWN_IN = {
    *("lesson.html", "deck.html", "episode.html", "for_trainers.html"),
    *("pptx", "pdf", "zip", "twee"),
}
"""The kinds of pages and files of training that have a number of somebody to call."""


def significant(number: str) -> str:
    """Return the digits of a number without what an address from abroad begins with."""
    return re.sub("[^0-9]", "", number).lstrip("0")


OLD = {
    each.id: significant(each.number)
    for each in load().contacts
    if len(significant(each.number)) >= SHORTEST
}
NEW = {id: f"8810000{place:02}" for place, id in enumerate(OLD, 10)}


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Let everything be read from a copy of content/ in which each number is another."""
    for setting in ("UITWEG_COORDINATOR", "UITWEG_DEMO"):
        monkeypatch.delenv(setting, raising=False)
    forget()

    def changed() -> None:
        root = Path(shutil.copytree(loading.CONTENT_FOLDER, tmp_path / "content"))
        file = root / "contacts.yaml"
        read = yaml.safe_load(file.read_text("utf-8"))
        for row in read["items"]:
            if row["id"] in NEW:
                row |= {"number": f"0{NEW[row['id']]}", "tel": f"tel:+31{NEW[row['id']]}"}
        file.write_text(yaml.safe_dump(read, allow_unicode=True), "utf-8")
        monkeypatch.setattr(loading, "CONTENT_FOLDER", root)
        forget()

    yield changed
    forget()


def forget() -> None:
    """Empty what any module keeps of what it made, but not the content as it was read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("uitweg.") and module is not loading:
            for kept in list(vars(module).values()):
                if callable(getattr(kept, "cache_clear", None)):
                    kept.cache_clear()


# what can be read in a page or a file


def page_text(path: str) -> str:
    page = training_pages()[path]
    return public_pages._html(path, page.template, page.words())


def file_text(path: str) -> str:
    """Return the words and the links in a file that training offers."""
    content = dict(every_file())[path]()
    match path.rpartition(".")[2]:
        case "pdf":
            return "\n".join(_in_pdf(content))
        case "pptx":
            return "\n".join(_in_powerpoint(content))
        case "zip":
            with ZipFile(io.BytesIO(content)) as archive:
                return "\n".join(archive.read(name).decode() for name in archive.namelist())
        case _:
            return content.decode()


def _in_pdf(content: bytes) -> Iterator[str]:
    pdf = pypdf.PdfReader(io.BytesIO(content))
    for page in pdf.pages:
        yield page.extract_text()
        for link in page.get("/Annots", ()):
            yield str(link.get_object().get("/A", {}).get("/URI", ""))
    yield from (str(field.get("/TU", "")) for field in (pdf.get_fields() or {}).values())


def _in_powerpoint(content: bytes) -> Iterator[str]:
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                xml = archive.read(name).decode()
                yield "".join(re.findall(r"<a:t>([^<]*)</a:t>", xml))
                yield "\n".join(re.findall(r'(?:Target|descr)="([^"]*)"', xml))


def numbers_in(text: str, numbers: dict[str, str]) -> frozenset[str]:
    """Return the ids of the contacts whose number is there, however it is written."""
    digits = re.sub(r"(?<=\d)[\s.()–‑-]+(?=\d)", "", unescape(text))
    found = {run.removeprefix("31").lstrip("0") for run in re.findall(r"\d+", digits)}
    return frozenset(id for id, number in numbers.items() if number in found)


def kind_of(path: str) -> str:
    """Return the template of a page, or the extension of a file."""
    page = training_pages().get(path)
    return page.template.rpartition("/")[2] if page else path.rpartition(".")[2]


def outputs() -> dict[str, Callable[[str], str]]:
    """Return every page and file of training, by its address, with what reads it."""
    return dict.fromkeys(training_pages(), page_text) | dict.fromkeys(downloads(), file_text)


def a_few_of_each_kind() -> list[str]:
    """Return of each kind the first at each level, and a last one."""
    by_kind = defaultdict(dict[str, str])
    for path in outputs():
        level = path.split("/")[1] if path.startswith(("/en/", "/makkelijk/")) else ""
        paper = path.rpartition("/")[2].partition("-")[0] if path.endswith(".pdf") else ""
        by_kind[kind_of(path) + paper].setdefault(level, path)
        by_kind[kind_of(path)]["last"] = path
    return [path for some in by_kind.values() for path in dict.fromkeys(some.values())]


def texts_of(paths: list[str]) -> dict[str, str]:
    reads = outputs()
    return {path: reads[path](path) for path in paths}


def found_in(texts: dict[str, str], numbers: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return what has a number of these, with the ids of whose."""
    found = {path: numbers_in(text, numbers) for path, text in texts.items()}
    return {path: ids for path, ids in found.items() if ids}


@pytest.mark.parametrize(
    "choose",
    [a_few_of_each_kind, pytest.param(lambda: list(outputs()), marks=pytest.mark.long)],
    ids=["some", "every"],
)
def test_a_changed_number_is_in_each_page_and_file_of_training(
    choose: Callable[[], list[str]], db_both: None, change: Callable[[], None]
) -> None:
    paths = choose()
    before = found_in(texts_of(paths), OLD)
    change()
    texts = texts_of(paths)

    assert found_in(texts, NEW) == before
    assert found_in(texts, OLD) == {}
    assert {kind_of(path) for path in before} >= SHOWN_IN


@pytest.mark.long
def test_a_changed_number_is_in_all_that_the_public_door_publishes(
    team: people.Team, change: Callable[[], None]
) -> None:
    before = found_in(shelf_texts(), OLD)
    change()
    texts = shelf_texts()

    assert found_in(texts, NEW) == before
    assert found_in(texts, OLD) == {}


def shelf_texts() -> dict[str, str]:
    """Return the texts on the shelf but for the regions: pages, scripts, data, the podcast's files."""
    shelf = public_pages.publish_all(SOONEST, everything=True)
    return {
        path: (page.body("") or b"").decode("utf-8", "replace")
        for path, page in shelf.published.items()
        if not BY_REGION.search(path)
    }
