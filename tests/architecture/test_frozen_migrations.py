"""A migration that stores may have had does not change: a store that had it would not get the rest.

To add a migration, add its line: `sha256sum uitweg/.../migrations/0002_name.py`.
"""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("frozen_migrations.txt")


def frozen() -> dict[str, str]:
    """Return the hash of each migration by its path."""
    lines = (line.split("  ", 1) for line in LIST.read_text().splitlines())
    return {path: digest for digest, path in lines}


def present() -> dict[str, str]:
    files = sorted((ROOT / "uitweg").glob("**/migrations/[0-9]*.py"))
    return {str(file.relative_to(ROOT)): sha256(file.read_bytes()).hexdigest() for file in files}


def test_no_migration_changed_since_it_was_added() -> None:
    now = present()

    assert {path for path, digest in frozen().items() if now.get(path) != digest} == set()


def test_each_migration_is_in_the_list() -> None:
    assert set(present()) == set(frozen())
