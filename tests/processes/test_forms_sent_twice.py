"""Each form of each address with a key, sent again with other words: refused, and nothing lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.installation import ROOT, Installation

STORES_NOTHING_UNCHANGED = ("/beoordeling/",)
"""As the page gives it, it changes nothing, so the first sending used no key."""
FEWEST = 35
"""So many forms are accepted as they are filled in by machine; fewer would prove less each year."""


@pytest.mark.long
def test_no_form_answers_other_words_as_success(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data").make()
    done = subprocess.run(
        [sys.executable, "-m", "tests.walk.twice"],
        env=city.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout.splitlines()[-1])
    accepted = {
        where: codes
        for where, codes in answers.items()
        if codes[0] < 400 and not where.endswith(STORES_NOTHING_UNCHANGED)
    }

    assert len(accepted) >= FEWEST
    assert {where: codes for where, codes in accepted.items() if codes[2] < 400} == {}
    assert not [where for where, codes in answers.items() if max(codes) >= 500]
