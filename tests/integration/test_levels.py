"""Another language, also one written from right to left, is one line and a folder of words."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from uitweg.knowledge.guide.public_views.page_words import guide_pages
from uitweg.platform.content import check, levels, load, loading
from uitweg.platform.content.links import NOT_BORROWED
from uitweg.site.web import public_pages

LEVEL = "- {id: ar, order: 4, prefix: /ar, lang: ar, dir: rtl, whole: false, name: العربية}\n"
WORD = "كلمة"  # stands for each button's word; the sentences below are what this test is about
SIGNALS = """
skips-school: {see: يتغيب عن المدرسة}
grades-drop: {see: درجاته في المدرسة تنخفض}
"""
PHASES = "spotting: {title: البحث, text: يبحثون عن الشباب في المدرسة والشارع.}\n"


@pytest.fixture
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of content/ with a partly filled language, as an editor would add it."""
    root = Path(shutil.copytree(loading.CONTENT_FOLDER, tmp_path / "content"))
    with (root / "levels.yaml").open("a", encoding="utf-8") as file:
        file.write(LEVEL)
    (root / "words/ar").mkdir()
    for name in NOT_BORROWED:
        dutch = yaml.safe_load((root / "words/nl" / name).read_text(encoding="utf-8"))
        said = {
            key: dict.fromkeys(words, WORD) if isinstance(words, dict) else WORD
            for key, words in dutch.items()
        }
        (root / "words/ar" / name).write_text(yaml.safe_dump(said), encoding="utf-8")
    (root / "words/ar/signals.yaml").write_text(SIGNALS, encoding="utf-8")
    (root / "words/ar/phases.yaml").write_text(PHASES, encoding="utf-8")
    monkeypatch.setattr(loading, "CONTENT_FOLDER", root)
    guide_pages.cache_clear()
    yield root
    guide_pages.cache_clear()


def html(path: str) -> str:
    page = guide_pages()[path]
    return public_pages._html(path, page.template, page.words())


def test_a_partly_filled_language_is_no_fault(arabic: Path) -> None:
    assert check(arabic) == []
    assert [level.id for level in levels()] == ["nl", "nl-a2", "en", "ar"]


def test_its_pages_say_their_language_and_which_way_they_run(arabic: Path) -> None:
    for path in ("/ar/", "/ar/signalen/", "/ar/hulp/", "/ar/voor-jou/"):
        assert '<html lang="ar" dir="rtl">' in html(path)


def test_what_is_translated_is_arabic_and_the_rest_is_marked_as_dutch(arabic: Path) -> None:
    page = html("/ar/signalen/")

    assert "<li>يتغيب عن المدرسة" in page
    assert f'<li lang="nl" dir="ltr">{load().signal("cannot-concentrate").see}' in page


def test_a_page_that_is_not_translated_is_marked_piece_by_piece(arabic: Path) -> None:
    page = html("/ar/wat-is-het/mythes/")
    title = load().page("myths").text.title

    assert f'<h1 lang="nl" dir="ltr">{title}</h1>' in page
    assert '<p class="lead" lang="nl" dir="ltr">' in page


def test_an_arabic_list_on_a_dutch_page_is_not_called_dutch(arabic: Path) -> None:
    where = arabic / "words/nl/pages/myths.md"
    where.write_text(where.read_text("utf-8").replace("{myths}", "{phases}"), encoding="utf-8")
    page = html("/ar/wat-is-het/mythes/")

    assert "<li><b>البحث.</b>" in page
    assert not re.search(r"<div[^>]*lang=[^>]*>(?:(?!</div>).)*البحث", page, re.DOTALL)


def test_a_promise_in_a_sentence_is_marked(arabic: Path) -> None:
    careful = load().promise("human").careful

    assert f'<span lang="nl" dir="ltr">{careful}</span>' in html("/ar/")


def test_the_other_levels_stay_as_they_were(arabic: Path) -> None:
    page = html("/signalen/")

    assert '<html lang="nl">' in page
    assert 'href="/ar/signalen/" lang="ar"' in page
    assert "dir=" not in page
