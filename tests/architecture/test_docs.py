"""The papers keep up with the house: what they point to is there, what is there they name."""

import re
from pathlib import Path

import pytest

from uitweg.site.config.names import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
TEST = re.compile(r"`([\w./-]+\.(?:py|js|mjs))::(\w+)`")


def named(paper: Path) -> str:
    return str(paper.relative_to(ROOT))


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_each_link_leads_somewhere(paper: Path) -> None:
    links = LINK.findall(re.sub("`[^`]*`", "", paper.read_text("utf-8")))  # code is no link
    if not (ROOT / "docs/pictures").exists():  # the journeys take them
        links = [to for to in links if not to.startswith("docs/pictures/")]
    lost = [to for to in links if not (paper.parent / to).exists()]

    assert lost == []


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_each_test_that_a_paper_names_exists(paper: Path) -> None:
    lost = [
        f"{file}::{test}"
        for file, test in TEST.findall(paper.read_text("utf-8"))
        if not any(
            re.search(rf"\b{test}\b", found.read_text("utf-8"))
            for found in [
                *ROOT.glob(f"tests/**/{Path(file).name}"),
                *ROOT.glob(f"uitweg/**/{Path(file).name}"),
            ]
        )
    ]

    assert lost == []


MAP = (ROOT / "docs/map.md").read_text("utf-8")
WITH_PARTS = ["uitweg", "uitweg/casework", "uitweg/knowledge", "uitweg/platform", "uitweg/site"]
WITH_ROOMS = ["cases", "partners", "duty", "appraisal"]


def folders_in(above: str) -> set[str]:
    return {path.name for path in (ROOT / above).iterdir() if path.is_dir() and path.name[0] != "_"}


def packages_in(above: str) -> set[str]:
    return {path.parent.name for path in (ROOT / above).glob("*/__init__.py")}


def test_the_map_names_the_folders_that_are_there_and_no_others() -> None:
    cells = re.findall(r"^\| (`[^|]+`) \|", MAP, re.MULTILINE)
    named = {folder for cell in cells for folder in re.findall(r"`([^`]+)`", cell)}
    expected = {f"{above}/{name}" for above in WITH_PARTS for name in packages_in(above)}
    expected |= {f"deploy/{name}" for name in folders_in("deploy")}
    expected |= {f"tests/{name}" for name in folders_in("tests")}

    assert expected - named == set()
    assert {folder for folder in named if not (ROOT / folder).exists()} == set()


@pytest.mark.parametrize("part", WITH_ROOMS)
def test_the_map_names_the_rooms_that_are_there_and_no_others(part: str) -> None:
    row = re.search(rf"^\| \*\*{part}\*\* \| (.*) \|$", MAP, re.MULTILINE)

    assert row
    assert {*re.findall(r"`(\w+)`", row[1])} == packages_in(f"uitweg/casework/{part}") - {
        "migrations"
    }


def test_each_setting_is_explained() -> None:
    code = "".join(
        p.read_text("utf-8")
        for p in [
            ROOT / "run",
            *ROOT.glob("uitweg/site/**/*.py"),
            *ROOT.glob("uitweg/platform/policy/*.py"),
        ]
    )
    start = (ROOT / "docs/start.md").read_text("utf-8")

    assert {
        name for name in re.findall(r"\b(UITWEG_[A-Z_]+)", code) if f"`{name}`" not in start
    } == set()


def test_no_paper_points_to_a_folder_of_one_machine() -> None:
    telling = re.compile(r"(?<![\w.])/(?:root|home/\w+|tmp|work)/")

    assert [named(p) for p in PAPERS if telling.search(p.read_text("utf-8"))] == []


def test_the_doctor_knows_each_setting_of_the_table() -> None:
    """uitweg/site/config/names.py lists every row of the table in docs/start.md, and no other."""
    table = (ROOT / "docs/start.md").read_text("utf-8").partition("| variable |")[2]
    rows = table.partition("\n\n")[0].splitlines()[1:]
    names = {name for row in rows for name in re.findall(r"`(UITWEG_\w+)`", row.split("|")[1])}

    assert names == set(SETTINGS)


RECORDS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))


def test_each_decision_record_has_its_place_in_the_list() -> None:
    listed = re.findall(r"^\| \[\d{4}\]\(([^)]+)\) \| (.+) \|$", text_of("README"), re.MULTILINE)
    titles = [record.read_text("utf-8").partition("\n")[0].partition(". ")[2] for record in RECORDS]

    assert listed == [(path.name, title) for path, title in zip(RECORDS, titles, strict=True)]
    assert [title for title in titles if len(title) > 72] == []


def test_each_number_of_a_decision_leads_somewhere() -> None:
    """A number in code or in an old commit is a record, or stands in history.md, never in both."""
    own = [int(record.name[:4]) for record in RECORDS]
    folded = [
        int(number) for number in re.findall(r"^### (\d{4})$", text_of("history"), re.MULTILINE)
    ]
    never_used = [45, 46, 73]

    assert sorted([*own, *folded, *never_used]) == [*range(1, max(own) + 1)]


def text_of(page: str) -> str:
    return (ROOT / f"docs/adr/{page}.md").read_text("utf-8")
