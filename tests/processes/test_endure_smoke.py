"""A handful of kill -9 under load; `./run endure` is the long proof."""

import json
import subprocess
import sys

import pytest

from tests.support.installation import ROOT

pytestmark = pytest.mark.long


def test_a_few_kills_of_the_staff_door_while_somebody_types_lose_nothing_kept() -> None:
    line = [
        sys.executable,
        "-m",
        "endurance.__main__",
        "--smoke",
        "--kills",
        "3",
        "--only",
        "typing",
    ]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["typing on sqlite"]
    assert found["saves_acknowledged"] > 3
    assert (found["kills"], found["lost_or_older"]) == (3, 0)


def test_ten_kills_of_an_import_and_a_destruction_leave_nothing_half() -> None:
    line = [
        sys.executable,
        "-m",
        "endurance.__main__",
        "--smoke",
        "--kills",
        "10",
        "--only",
        "casework",
    ]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["casework on sqlite"]
    assert found["by_what"] == {"import": 5, "destruction": 5}
    assert (found["kills"], found["half"]) == (10, 0)


def test_three_kills_under_load_lose_nothing() -> None:
    line = [sys.executable, "-m", "endurance.__main__", "--smoke", "--kills", "3"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["kills on sqlite"]
    assert found["acknowledged"]["messages"] > 20
    assert found["acknowledged"]["files"] > 5
    assert (found["files_lost"], found["files_changed"]) == (0, 0)
    assert (found["lost"], found["doubled"], found["changed"], found["not_wiped"]) == (0, 0, 0, 0)


def test_three_kills_while_people_edit_and_send_again_store_what_was_told_and_no_more() -> None:
    line = [sys.executable, "-m", "endurance.__main__", "--smoke", "--kills", "3"]
    line += ["--only", "edits"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["edits on sqlite"]
    assert found["told_as_sent"] > 3
    assert found["edits"] + found["retries"] + found["two_tabs"] > 0
    wrong = ("lost", "doubled", "swapped", "never_told", "answers_wrong", "notes_lost_or_swapped")
    assert [found[each] for each in wrong] == [0] * len(wrong)


def test_after_half_a_minute_of_visitors_at_the_proxy_nothing_of_them_is_in_any_file() -> None:
    line = [sys.executable, "-m", "endurance.__main__", "--smoke", "--only", "markers"]
    done = subprocess.run(
        [*line, "--day", "30"], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["markers on postgres"]
    assert (found["found"], found["temporary_files"]) == ({}, [])
    assert found["reports_stored"] > 3
