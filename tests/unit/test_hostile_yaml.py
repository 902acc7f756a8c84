"""A YAML file that nothing can be read from is refused with one sentence, in content and policy."""

from pathlib import Path

import pytest

from uitweg.platform.content import InvalidContent
from uitweg.platform.content.files.strict_yaml import read_yaml, yaml_items

UNREADABLE = {
    "a day that the month does not have": "on: 2026-02-31",
    "an hour that the day does not have": "at: 2026-11-27T99:00:00",
    "a number without end": "order: " + "9" * 5_000,
    "a key that is a list": "? [a, b]\n: c",
    "a key that is an item": "? {a: b}\n: c",
    "twin keys that are lists": "? [a]\n: 1\n? [a]\n: 2",
    "no yes and no no": "shown: !!bool perhaps",
    "no moment": "on: !!timestamp soon",
    "no number": "order: !!int many",
    "a program": "run: !!python/name:os.system",
    "lists in lists without end": "deep: " + "[" * 9_000 + "]" * 9_000,
    "items in items without end": "items:\n" + "- " * 9_000 + "a",
    "an item inside itself": "a: &x {b: *x}",
    "a character that is none": "a: \x00",
    "other letters than UTF-8": b"a: \xff\xfe",
}


@pytest.mark.parametrize("written", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, written: str | bytes
) -> None:
    file = tmp_path / "signals.yaml"
    file.write_bytes(written if isinstance(written, bytes) else written.encode())

    with pytest.raises(InvalidContent, match=r"^signals\.yaml: cannot be read: ") as refused:
        read_yaml(file, "signals.yaml")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_an_item_that_unfolds_without_end_is_refused_at_once(tmp_path: Path) -> None:
    """Each list names the one before it twice: written out, the last has a billion parts."""
    lists = ["- &z0 [x, x]", *(f"- &z{n + 1} [*z{n}, *z{n}]" for n in range(30))]
    file = tmp_path / "signals.yaml"
    file.write_text("\n".join(["items:", *lists]), encoding="utf-8")
    items = read_yaml(file, "signals.yaml").take("items", list)

    with pytest.raises(InvalidContent, match="an item has no id"):
        yaml_items("signals.yaml", items[::-1], {})
