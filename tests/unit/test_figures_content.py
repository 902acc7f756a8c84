"""content/figures.yaml and its words: what an editor is told when something is wrong."""

import shutil
from pathlib import Path

import pytest

from uitweg.platform.content.checking import check
from uitweg.platform.content.loading import CONTENT_FOLDER

WORDS = "words/nl/figures.yaml"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures") / "content"
    shutil.copytree(CONTENT_FOLDER, folder)
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (WORDS, "table.act:", "table.acts:", "table.act: has no words."),
        (WORDS, "source.answers:", "source.answer:", "source.answer: these words belong to no"),
        (WORDS, "  tab: Cijfers\n", "", "page: tab is missing."),
        (WORDS, "boy: jongen, ", "", "dimension.sex: boy is missing."),
        (WORDS, "boy: jongen, ", "boy: jongen, man: man, ", "man is not a key we know."),
        ("figures.yaml", "dimensions: [act]", "dimensions: [acts]", "act: acts does not exist."),
        ("figures.yaml", "source: answers", "source: answer", "answer does not exist."),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    shipped: Path, file: str, old: str, new: str, problem: str
) -> None:
    path = shipped / file
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    try:
        found = [str(each) for each in check(shipped)]
    finally:
        path.write_text(whole, encoding="utf-8")

    assert any(problem in each for each in found), found
