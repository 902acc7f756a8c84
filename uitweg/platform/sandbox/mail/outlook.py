"""A mail as Outlook saves it (.msg): a small file system with a stream for each property.

Source: MS-OXMSG and MS-OXPROPS of Microsoft. `olefile` reads the file system; the few properties
that we need are read here.
"""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from olefile import OleFileIO

from uitweg.platform.sandbox.mail.html import text_of_html
from uitweg.platform.sandbox.mail.parsed import DEEPEST_NESTING, ParsedMail, decode_text, one_line

SUBJECT, BODY, HTML, TO, CC = 0x0037, 0x1000, 0x1013, 0x0E04, 0x0E03
SENDER, ADDRESS, SMTP = 0x0C1A, 0x0C1F, 0x5D01
DATA, LONG_NAME, SHORT_NAME, SHOWN_NAME, MEDIA_TYPE = 0x3701, 0x3707, 0x3704, 0x3001, 0x370E
SENT, RECEIVED, CODEPAGE = 0x0039, 0x0E06, 0x3FFD
UNICODE, EIGHT_BIT, BINARY, STORAGE = 0x001F, 0x001E, 0x0102, 0x000D
INTEGER, MOMENT = 0x0003, 0x0040
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_ATTACHMENT_PREFIX = "__attach_version1.0_#"
StoragePath = tuple[str, ...]


def read_outlook(content: bytes) -> ParsedMail:
    """Read a mail. Raises ValueError, or what olefile raises, for what is not a mail."""
    with OleFileIO(BytesIO(content)) as store:
        mail = _OutlookMail(store, ())
        if not mail.exists:
            raise ValueError("no mail in it")
        return mail.read(depth=0)


class _OutlookMail:
    """The mail, or the attachment, at one path of the file system."""

    def __init__(self, store: "OleFileIO[str]", path: StoragePath) -> None:
        self._store, self._path = store, path
        fixed = self._stream("__properties_version1.0")
        self._fixed = {
            fixed[at : at + 4]: fixed[at + 8 : at + 16] for at in _property_offsets(fixed, path)
        }
        codepage = int.from_bytes(self._value(CODEPAGE, INTEGER)[:4], "little")
        self._charset = {0: None, 65001: "utf-8"}.get(codepage, f"cp{codepage}")

    @property
    def exists(self) -> bool:
        return bool(self._fixed)

    def read(self, *, depth: int) -> ParsedMail:
        address = self._text(SMTP) or self._text(ADDRESS)
        sender = self._text(SENDER)
        mail = ParsedMail(
            sender=one_line(f"{sender} <{address}>" if address and address != sender else sender),
            to=one_line(", ".join(filter(None, (self._text(TO), self._text(CC))))),
            subject=one_line(self._text(SUBJECT)),
            sent=self._moment(SENT) or self._moment(RECEIVED),
        )
        mail.add_text(self._text(BODY) or self._html())
        for path in self._attachment_paths():
            self._add_attachment(path, mail, depth)
        return mail

    def _attachment_paths(self) -> list[StoragePath]:
        length = len(self._path)
        attachments = {
            tuple(path[: length + 1])
            for path in self._store.listdir(streams=True, storages=True)
            if tuple(path[:length]) == self._path and len(path) > length
            if path[length].startswith(_ATTACHMENT_PREFIX)
        }
        return sorted(attachments)

    def _add_attachment(self, path: StoragePath, mail: ParsedMail, depth: int) -> None:
        file = _OutlookMail(self._store, path)
        name = next(filter(None, map(file._text, (LONG_NAME, SHORT_NAME, SHOWN_NAME))), "")
        inner = (*path, f"__substg1.0_{DATA:04X}{STORAGE:04X}")
        if self._store.exists(list(inner)):
            if depth < DEEPEST_NESTING:
                mail.add_inner(_OutlookMail(self._store, inner).read(depth=depth + 1))
            else:
                mail.add_text(f"[Nog een mail, te diep om te lezen: {one_line(name)}]")
        else:
            mail.add_file(name or "bijlage", file._text(MEDIA_TYPE), file._value(DATA, BINARY))

    def _html(self) -> str:
        raw = self._value(HTML, BINARY)
        return text_of_html(decode_text(raw, None) if raw else self._text(HTML))

    def _text(self, property_id: int) -> str:
        raw = self._value(property_id, UNICODE)
        if raw:
            return raw.decode("utf-16-le", "replace").rstrip("\0")
        return decode_text(self._value(property_id, EIGHT_BIT), self._charset).rstrip("\0")

    def _moment(self, property_id: int) -> str:
        """Return a moment as ISO 8601; it is stored in tenths of microseconds since 1601."""
        ticks = int.from_bytes(self._value(property_id, MOMENT), "little")
        try:
            at = _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return ""
        return at.isoformat(timespec="seconds") if at else ""

    def _value(self, property_id: int, property_type: int) -> bytes:
        """Return a property: of fixed length from the table, else from a stream of its own."""
        tag = property_type.to_bytes(2, "little") + property_id.to_bytes(2, "little")
        if property_type in (INTEGER, MOMENT):
            return self._fixed.get(tag, b"")
        return self._stream(f"__substg1.0_{property_id:04X}{property_type:04X}")

    def _stream(self, name: str) -> bytes:
        path = [*self._path, name]
        if not self._store.exists(path):
            return b""
        with self._store.openstream(path) as stream:
            return bytes(stream.read())


def _property_offsets(fixed: bytes, path: StoragePath) -> range:
    """Return where each row of 16 bytes begins in the table of properties of fixed length.

    The header before the rows is longest for the outer mail and shortest for an attachment.
    """
    header_size = 32 if not path else 8 if path[-1].startswith(_ATTACHMENT_PREFIX) else 24
    return range(header_size, len(fixed) - 15, 16)
