"""The search for what visitors left: it finds a marker however a program wrote it down."""

import os
import tempfile
from base64 import b64encode
from pathlib import Path

import pytest

from endurance import traces
from endurance.traces import ADDRESSES, PIECE, PREFIX, forms_of, search, traces_in


@pytest.mark.parametrize("text", [PREFIX, ADDRESSES])
@pytest.mark.parametrize("before", range(4))
def test_a_marker_is_found_in_base64_wherever_it_begins(text: str, before: int) -> None:
    raw = b"x" * before + text.encode() + b"17"

    assert [form for form in traces_in(b64encode(raw)) if "base64" in form]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16"])
def test_a_marker_is_found_in_an_encoding(encoding: str) -> None:
    assert traces_in(f"GET /{PREFIX}17".encode(encoding))


def test_what_is_nobodys_is_not_found() -> None:
    assert traces_in(b"GET /zeepaardje/ 127.0.0.1 " + bytes(range(256)) * 100) == []


@pytest.mark.parametrize("form", forms_of(PREFIX))
def test_a_marker_between_two_pieces_of_a_large_file_is_found(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = forms_of(PREFIX)[form]
    monkeypatch.setattr(traces, "PIECE", 1000)
    (tmp_path / "log").write_bytes(b"x" * (1000 - len(raw) // 2) + raw + b"y" * 1500)
    found, size = search([tmp_path])

    assert PIECE > size > 1000
    assert f"{PREFIX} {form}" in found[str(tmp_path / "log")]


def test_a_file_that_is_open_and_deleted_is_searched_too(tmp_path: Path) -> None:
    with tempfile.TemporaryFile(dir=tmp_path) as gone:
        gone.write(PREFIX.encode())
        gone.flush()
        found, _ = search([tmp_path], [os.getpid()])

    assert [traces for name, traces in found.items() if "/fd/" in name] == [[f"{PREFIX} plain"]]
