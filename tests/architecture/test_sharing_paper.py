"""docs/sharing.md answers every criterion of NTA 7516, and each row has a proof or says who must."""

import re
from pathlib import Path

PAPER = (Path(__file__).resolve().parents[2] / "docs" / "sharing.md").read_text("utf-8")
PROOF = re.compile(r"`[\w.]+::\w+`|\*\*open\*\*|reason: |the city|does not apply|\.md\)")
CRITERIA = [f"6.1.{number}" for number in range(2, 20)]


def rows() -> list[str]:
    lines = [line for line in PAPER.splitlines() if line.startswith("|")]
    heads = ("| criterion", "| article", "| what a", "|---")
    return [line for line in lines if not line.startswith(heads)]


def test_each_criterion_of_the_norm_stands_there_once_and_in_order() -> None:
    named = [match.group() for row in rows() if (match := re.match(r"\| (6\.1\.\d+)", row))]
    assert [name.removeprefix("| ") for name in named] == CRITERIA


def test_each_row_has_a_proof_or_says_that_it_is_open_or_who_must() -> None:
    last = [row.rstrip(" |").rpartition(" | ")[2] for row in rows()]
    assert [cell for cell in last if not PROOF.search(cell)] == []
