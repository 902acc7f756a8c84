"""Copies of content/ in which a test makes a mistake."""

import shutil
from pathlib import Path

from uitweg.platform.content.files.strict_yaml import read_raw
from uitweg.platform.content.loading import CONTENT_FOLDER

LEVELS_FILE = "levels.yaml"


def with_whole_levels(folder: Path) -> Path:
    """Copy content/ with the levels in which a missing word is a mistake, without the others.

    Reading the other languages too would take as long again; tests/integration/test_levels.py
    has the mistakes that are made in those.
    """
    levels = read_raw(CONTENT_FOLDER / LEVELS_FILE, LEVELS_FILE)["items"]
    partial = [level["id"] for level in levels if not level["whole"]]
    root = Path(shutil.copytree(CONTENT_FOLDER, folder))
    for level in partial:
        shutil.rmtree(root / "words" / level)
    lines = (root / LEVELS_FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not any(f"{{id: {level}," in line for level in partial)]
    (root / LEVELS_FILE).write_text("".join(kept), encoding="utf-8")
    return root
