"""What is kept of a mail, whatever its format, and how much."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from uitweg.platform.sandbox.process import ParserRefused

MOST_MAIL_FILES = 50
MOST_MAIL_BYTES = 60 * 1024**2
"""All files and texts together. A mail of 30 MB, the largest we take, holds less, also when all its
text becomes a file too; but in an Outlook mail many attachments can point at the same bytes."""
DEEPEST_NESTING = 5
"""A mail may have a mail attached, and so on. Up to here its text is read; deeper it is a file."""
LONGEST_TEXT = 100_000
LONGEST_HEADER = 2000

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass
class ParsedMail:
    """One mail, with the text and the files of the mails attached to it.

    `sent` is ISO 8601 or ""; `texts` are pieces of text; `files` are (name, media type, bytes).
    """

    sender: str = ""
    to: str = ""
    subject: str = ""
    sent: str = ""
    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)

    def add_text(self, text: str) -> None:
        """Add a piece of text. Raises ParserRefused when it becomes too much."""
        self.texts.append(text)
        self._refuse_too_much()

    def _refuse_too_much(self) -> None:
        if sum(map(len, self.texts)) + sum(len(file) for *_, file in self.files) > MOST_MAIL_BYTES:
            raise ParserRefused("much")

    def add_file(self, name: str, media_type: str, content: bytes) -> None:
        """Add a file that is not empty. Raises ParserRefused when it becomes too much."""
        if len(self.files) >= MOST_MAIL_FILES:
            raise ParserRefused("many")
        if content:
            self.files.append((file_name(name), one_line(media_type)[:80], content))
            self._refuse_too_much()

    def add_inner(self, inner: "ParsedMail") -> None:
        """Add the header and text of an attached mail below this text, and its files."""
        fields = (
            ("Bijgevoegde mail", one_line(inner.subject) or "zonder onderwerp"),
            ("Van", one_line(inner.sender)),
            ("Aan", one_line(inner.to)),
            ("Verstuurd", inner.sent.replace("T", " ")[:16]),
        )
        header = "\n".join(f"{name}: {value}" for name, value in fields if value)
        self.add_text("\n\n".join([f"— {header}", *inner.texts]))
        for name, media_type, content in inner.files:
            self.add_file(name, media_type, content)

    @cached_property
    def whole_text(self) -> str:
        """Return all text in one piece; ask it after everything was added."""
        return tidy_text("\n\n".join(self.texts))

    @property
    def text(self) -> str:
        """Return all text; what is too long to read on a page is cut off, and says so."""
        if len(self.whole_text) <= LONGEST_TEXT:
            return self.whole_text
        return (
            self.whole_text[:LONGEST_TEXT]
            + "\n\n[Hier is de tekst afgebroken. Alles staat in tekst.txt.]"
        )


def one_line(text: str) -> str:
    """Return text on one line, without control characters."""
    return " ".join(_CONTROL_CHARACTERS.sub("", text).split())[:LONGEST_HEADER]


def tidy_text(text: str) -> str:
    """Return text with plain line ends, no control characters and no more than one empty line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", _CONTROL_CHARACTERS.sub("", lines)).strip()


def file_name(name: str) -> str:
    """Return the last part of a path, or a name for a file that has none."""
    return one_line(re.split(r"[/\\]", name)[-1])[-120:] or "zonder naam"


def decode_text(raw: bytes, charset: str | None) -> str:
    """Decode text by the charset that is given, else as UTF-8, else as cp1252."""
    for encoding in (charset, "utf-8"):
        try:
            return raw.decode(encoding or "utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")
