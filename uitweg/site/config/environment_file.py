"""Read a file with settings exactly as systemd reads an `EnvironmentFile`.

A shell would read another value: it expands `$` and cuts at `#` and spaces. So `uitweg`, the
units and cron give a process the same value, whatever is in it.
"""

import re
from pathlib import Path

from uitweg.site.config.environment import Misconfigured

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ESCAPED_IN_DOUBLE_QUOTES = '"\\`$'
OTHERS = 0o007
"""The bits of a file's mode that are for everybody else on the machine."""


class InvalidLine(Exception):
    """A line that systemd would pass over or read in a way nobody meant."""


def environment_in(path: Path) -> dict[str, str]:
    """Return the settings in a file. Raises Misconfigured, also when others can read the file."""
    try:
        if path.stat().st_mode & OTHERS:
            raise Misconfigured(
                f"{path} holds secrets, and others on this machine can read it; chmod 640 it."
            )
        return read_environment(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{path} cannot be read: it is not UTF-8.") from None
    except InvalidLine as error:
        raise Misconfigured(f"{path}: {error}") from None


def read_environment(text: str) -> dict[str, str]:
    """Return names and values; a name that comes twice has its last value. Raises InvalidLine."""
    values: dict[str, str] = {}
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    place = 0
    while place < len(text):
        end = _end_of_line(text, place)
        line = text[place:end].lstrip(" \t")
        if not line.strip():
            place = end + 1
        elif line[0] in "#;":
            _check_comment(text, place, line)
            place = end + 1
        else:
            name, place = _name(text, place, end)
            values[name], place = _value(text, place, name)
    return values


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _check_comment(text: str, place: int, line: str) -> None:
    """Versions of systemd differ on whether a backslash carries a comment to the next line."""
    if line.endswith("\\"):
        number = text.count("\n", 0, place) + 1
        raise InvalidLine(f"line {number} is a comment that ends with \\; take that away.")


def _name(text: str, place: int, end: int) -> tuple[str, int]:
    name, equals, _ = text[place:end].partition("=")
    if not equals or not NAME.fullmatch(name.strip(" \t")):
        number = text.count("\n", 0, place) + 1
        raise InvalidLine(f"line {number} is not NAME=value, nor a comment that begins with #.")
    return name.strip(" \t"), place + len(name) + 1


def _value(text: str, place: int, name: str) -> tuple[str, int]:
    """Return the value that begins at `place`, and where the next line begins."""
    value, kept = "", 0  # `kept`: how much of it stays when spaces at the end are taken off
    quote, is_bare = "", False
    while place < len(text):
        sign, place = text[place], place + 1
        if quote:
            if sign == quote:
                quote = ""
            elif sign == "\\" and quote == '"' and place < len(text):
                sign, place = text[place], place + 1
                value += _escaped(sign)
            else:
                value += sign
            kept = len(value)
        elif sign == "\n":
            break
        elif sign == "\\":
            value += text[place : place + 1].replace("\n", "")
            place, is_bare, kept = place + 1, True, len(value)
        elif sign in "'\"" and not is_bare:
            quote = sign
        elif sign not in " \t":
            value, is_bare = value + sign, True
            kept = len(value)
        elif is_bare:
            value += sign
    if quote:
        raise InvalidLine(f"the value of {name} begins with {quote} and does not end with it.")
    return value[:kept], place


def _escaped(sign: str) -> str:
    """Return what a backslash and this sign mean between double quotes."""
    if sign == "\n":
        return ""
    return sign if sign in ESCAPED_IN_DOUBLE_QUOTES else f"\\{sign}"
