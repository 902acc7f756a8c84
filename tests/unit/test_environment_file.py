"""Settings files: the values that systemd reads, whatever stands in them.

`tests/processes/test_typed_city.py` hands the same lines to systemd itself.
"""

from pathlib import Path

import pytest

from tests.support.settings_files import NASTY_VALUES, as_it_is_written
from uitweg.site.config.environment import Misconfigured
from uitweg.site.config.environment_file import InvalidLine, environment_in, read_environment


@pytest.mark.parametrize(("written", "read"), NASTY_VALUES)
def test_a_value_is_what_systemd_makes_of_it(written: str, read: str) -> None:
    assert read_environment(f"A=before\nNAME={written}\nB=after\n") == {
        "A": "before",
        "NAME": read,
        "B": "after",
    }


@pytest.mark.parametrize("value", [read for _, read in NASTY_VALUES])
def test_each_value_can_be_written(value: str) -> None:
    assert read_environment(f"NAME={as_it_is_written(value)}") == {"NAME": value}


def test_comments_and_empty_lines_set_nothing() -> None:
    assert read_environment("# one=1\n  ; two\n\n   \nB=2\n") == {"B": "2"}


def test_a_comment_that_versions_of_systemd_read_differently_is_refused() -> None:
    with pytest.raises(InvalidLine, match="line 2 is a comment that ends with"):
        read_environment("A=1\n# and so on \\\nB=2\n")


@pytest.mark.parametrize("line", ["UITWEG_CITY", "export A=1", "1A=2", "UITWEG CITY=x", "=x"])
def test_a_line_that_systemd_passes_over_is_refused(line: str) -> None:
    with pytest.raises(InvalidLine, match="line 2 is not NAME=value"):
        read_environment(f"A=1\n{line}\n")


def test_a_quote_that_does_not_end_is_refused() -> None:
    with pytest.raises(InvalidLine, match="the value of B begins with '"):
        read_environment("A=1\nB='open\nC=3\n")


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "staff.env"
    file.write_text("A='1'")
    file.chmod(0o640)
    assert environment_in(file) == {"A": "1"}

    file.chmod(0o644)
    with pytest.raises(Misconfigured, match="others on this machine can read it; chmod 640 it"):
        environment_in(file)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"public\.env cannot be read: No such file"):
        environment_in(tmp_path / "public.env")
