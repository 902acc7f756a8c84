"""A mail as Outlook saves it (.msg): a small file system, one stream a property.

Source: MS-OXMSG and MS-OXPROPS of Microsoft. `olefile` reads the file system; the mail in it is
read here, because we need eleven properties of it.
"""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from olefile import OleFileIO

from uitweg.platform.sandbox.mail.html import text_of_html
from uitweg.platform.sandbox.mail.parsed import DEEPEST_NESTING, ParsedMail, decode_text, one_line

SUBJECT, BODY, HTML, TO, CC = 0x0037, 0x1000, 0x1013, 0x0E04, 0x0E03
SENDER, ADDRESS, SMTP = 0x0C1A, 0x0C1F, 0x5D01
DATA, LONG_NAME, SHORT_NAME, SHOWN_NAME, KIND = 0x3701, 0x3707, 0x3704, 0x3001, 0x370E
SENT, RECEIVED, CODEPAGE = 0x0039, 0x0E06, 0x3FFD
UNICODE, EIGHT_BIT, BINARY, STORAGE = 0x001F, 0x001E, 0x0102, 0x000D
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_ATTACHED = "__attach_version1.0_#"
StoragePath = tuple[str, ...]


def read_outlook(content: bytes) -> ParsedMail:
    """Read a mail. Raises ValueError, or what olefile raises, for what is none."""
    with OleFileIO(BytesIO(content)) as store:
        mail = _OutlookMail(store, ())
        if not mail.is_one:
            raise ValueError("no mail in it")
        return mail.letter(depth=0)


class _OutlookMail:
    """The mail at one place of the file: the outer one, or one that was attached."""

    def __init__(self, store: "OleFileIO[str]", place: StoragePath) -> None:
        self._store, self._place = store, place
        fixed = self._stream("__properties_version1.0")
        self._fixed = {
            fixed[at : at + 4]: fixed[at + 8 : at + 16] for at in _property_offsets(fixed, place)
        }
        page = int.from_bytes(self._value(CODEPAGE, 0x0003)[:4], "little")
        self._charset = {0: None, 65001: "utf-8"}.get(page, f"cp{page}")

    @property
    def is_one(self) -> bool:
        return bool(self._fixed)

    def letter(self, *, depth: int) -> ParsedMail:
        address = self._text(SMTP) or self._text(ADDRESS)
        named = self._text(SENDER)
        letter = ParsedMail(
            sender=one_line(f"{named} <{address}>" if address and address != named else named),
            to=one_line(", ".join(filter(None, (self._text(TO), self._text(CC))))),
            subject=one_line(self._text(SUBJECT)),
            sent=self._moment(SENT) or self._moment(RECEIVED),
        )
        letter.words.append(self._text(BODY) or self._html())
        for place in self._attached():
            self._attach(place, letter, depth)
        return letter

    def _attached(self) -> list[StoragePath]:
        depth = len(self._place)
        found = {
            tuple(path[: depth + 1])
            for path in self._store.listdir(streams=True, storages=True)
            if tuple(path[:depth]) == self._place and len(path) > depth
            if path[depth].startswith(_ATTACHED)
        }
        return sorted(found)

    def _attach(self, place: StoragePath, letter: ParsedMail, depth: int) -> None:
        file = _OutlookMail(self._store, place)
        name = next(filter(None, map(file._text, (LONG_NAME, SHORT_NAME, SHOWN_NAME))), "")
        inner = (*place, f"__substg1.0_{DATA:04X}{STORAGE:04X}")
        if self._store.exists(list(inner)):
            if depth < DEEPEST_NESTING:
                letter.add_inner(_OutlookMail(self._store, inner).letter(depth=depth + 1))
            else:
                letter.words.append(f"[Nog een mail, te diep om te lezen: {one_line(name)}]")
        else:
            letter.add_file(name or "bijlage", file._text(KIND), file._value(DATA, BINARY))

    def _html(self) -> str:
        raw = self._value(HTML, BINARY)
        return text_of_html(decode_text(raw, None) if raw else self._text(HTML))

    def _text(self, property: int) -> str:
        raw = self._value(property, UNICODE)
        if raw:
            return raw.decode("utf-16-le", "replace").rstrip("\0")
        return decode_text(self._value(property, EIGHT_BIT), self._charset).rstrip("\0")

    def _moment(self, property: int) -> str:
        ticks = int.from_bytes(self._value(property, 0x0040), "little")
        try:
            at = _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return ""
        return at.isoformat(timespec="seconds") if at else ""

    def _value(self, property: int, kind: int) -> bytes:
        """Return a property: of fixed length from the table, else from a stream of its own."""
        tag = kind.to_bytes(2, "little") + property.to_bytes(2, "little")
        if kind in (0x0003, 0x0040):
            return self._fixed.get(tag, b"")
        return self._stream(f"__substg1.0_{property:04X}{kind:04X}")

    def _stream(self, name: str) -> bytes:
        path = [*self._place, name]
        if not self._store.exists(path):
            return b""
        with self._store.openstream(path) as stream:
            return bytes(stream.read())


def _property_offsets(fixed: bytes, place: StoragePath) -> range:
    """Return where the rows of 16 bytes begin: behind a head that differs by what it is of."""
    head = 32 if not place else 8 if place[-1].startswith(_ATTACHED) else 24
    return range(head, len(fixed) - 15, 16)
