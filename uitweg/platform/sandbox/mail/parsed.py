"""What is taken from a mail, and what a mail may not be."""

import re
from dataclasses import dataclass, field

from uitweg.platform.sandbox.process import ParserRefused

MOST_MAIL_FILES = 50
DEEPEST_NESTING = 5
"""A mail in a mail in a mail: its words are taken along up to here, then it stays a file."""
LONGEST_TEXT = 100_000
LONGEST_HEADER = 2000

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass
class ParsedMail:
    """One mail, with the words of the mails inside it. `sent` is ISO 8601, or ""."""

    sender: str = ""
    to: str = ""
    subject: str = ""
    sent: str = ""
    words: list[str] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)

    def add_file(self, name: str, kind: str, content: bytes) -> None:
        """Take a file along, by the last part of its name. Raises ParserRefused for too many."""
        if len(self.files) >= MOST_MAIL_FILES:
            raise ParserRefused("many")
        if content:
            self.files.append((file_name(name), one_line(kind)[:80], content))

    def add_inner(self, inner: "ParsedMail") -> None:
        """Put a mail that was inside this one under its words; its files come along."""
        head = (
            ("Bijgevoegde mail", one_line(inner.subject) or "zonder onderwerp"),
            ("Van", one_line(inner.sender)),
            ("Aan", one_line(inner.to)),
            ("Verstuurd", inner.sent.replace("T", " ")[:16]),
        )
        said = "\n".join(f"{name}: {value}" for name, value in head if value)
        self.words.append("\n\n".join([f"— {said}", *inner.words]))
        for name, kind, content in inner.files:
            self.add_file(name, kind, content)

    @property
    def text(self) -> str:
        """Return the words in one piece; what is too long to read on a page is cut, and says so."""
        whole = tidy_text("\n\n".join(self.words))
        if len(whole) <= LONGEST_TEXT:
            return whole
        return whole[:LONGEST_TEXT] + "\n\n[Hier is de tekst afgebroken. Alles staat in tekst.txt.]"


def one_line(text: str) -> str:
    """Return text on one line, without what no page can show."""
    return " ".join(_NOT_TEXT.sub("", text).split())[:LONGEST_HEADER]


def tidy_text(text: str) -> str:
    """Return text with plain line ends, no control characters and no more than one empty line."""
    plain = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", plain).strip()


def file_name(name: str) -> str:
    return one_line(re.split(r"[/\\]", name)[-1])[-120:] or "zonder naam"


def decode_text(raw: bytes, charset: str | None) -> str:
    """Return text in the charset it says, else UTF-8, else what Windows makes of it."""
    for each in (charset, "utf-8"):
        try:
            return raw.decode(each or "utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")
