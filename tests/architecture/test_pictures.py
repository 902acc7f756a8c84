"""Every picture that a document shows is in docs/pictures, and no other."""

import re

import pytest

from tests.support.installation import ROOT
from tests.support.pictures import LOOKS, PAGES, PICTURES

MANUAL = ROOT / "docs" / "manual.nl.md"
WEIGHING = ROOT / "docs" / "weighing.md"
REFERRALS = ROOT / "docs" / "referrals.md"
MOST_BYTES = 10 * 1024 * 1024


@pytest.mark.parametrize("readme", ["README.md", "README.nl.md"])
def test_every_picture_a_readme_shows_is_there(readme: str) -> None:
    shown = re.findall(r"\((docs/pictures/[^)]+)\)", (ROOT / readme).read_text(encoding="utf-8"))

    assert shown
    assert [path for path in shown if not (ROOT / path).exists()] == []


def test_every_page_has_its_pictures_and_they_stay_small_together() -> None:
    there = {path.name for path in PICTURES.glob("*.png")}

    assert there == {f"{n}-{w}-{s}.png" for n in PAGES for w, s in LOOKS}
    for folder, shown_in in (("night", MANUAL), ("weighing", WEIGHING), ("partners", REFERRALS)):
        stored = {path.name for path in (PICTURES / folder).glob("*.png")}
        shown = re.findall(rf"\(pictures/{folder}/([^)]+)\)", shown_in.read_text("utf-8"))
        assert stored == set(shown)
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.png")) < MOST_BYTES
