"""docs/crypto.md names a test behind each claim: those tests exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "crypto.md").read_text("utf-8")


def test_each_python_test_named_on_the_page_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))

    assert len(named) > 40
    assert {name for name in named if f"def {name}(" not in written} == set()


def test_each_browser_test_named_on_the_page_exists() -> None:
    named = re.findall("“([^”]+)”", PAGE)
    folder = ROOT / "uitweg" / "platform" / "sealing" / "js" / "test"
    written = "".join(path.read_text("utf-8") for path in folder.glob("*.test.mjs"))
    titles = re.sub(r"\$\{[^}]*\}", "…", written).replace("in … ", "in a browser without X-Wing ")

    assert len(named) >= 7
    assert {name for name in named if name not in titles} == set()
