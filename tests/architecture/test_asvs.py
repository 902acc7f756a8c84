"""docs/asvs.md names every requirement that we hold ourselves to, each with a proof or *open*."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WANTED = Path(__file__).with_name("asvs-5.0.0.txt").read_text("utf-8").split()
"""Of OWASP ASVS 5.0.0 the numbers of level 1 and 2, and of level 3 in V7, V8 and V11."""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*) \|.*\| ([^|]+) \|$", re.MULTILINE)
PROOF = re.compile(
    r"`[\w.]+::\w+`|\*\*open\*\*|^(does not apply: |reason: |document: |`\./run check`)"
)
PAPER = (ROOT / "docs" / "asvs.md").read_text("utf-8")


def test_each_requirement_stands_there_once_and_in_order() -> None:
    assert [number for numbers, _ in ROW.findall(PAPER) for number in numbers.split(", ")] == WANTED


def test_each_line_has_a_test_a_reason_or_says_that_it_is_open() -> None:
    assert [row for row in ROW.findall(PAPER) if not PROOF.search(row[1])] == []
