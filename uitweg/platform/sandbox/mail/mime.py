"""A mail as .eml: its head, its words, its files, and the mails inside it."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from uitweg.platform.sandbox.mail.html import words_of
from uitweg.platform.sandbox.mail.letter import DEEPEST, Letter, decoded, line

_MAIL = ("from", "to", "subject", "date", "received", "message-id")


def read(content: bytes) -> Letter:
    """Read a mail. Raises ValueError for what is none."""
    mail = message_from_bytes(content)
    if not any(mail[name] for name in _MAIL):
        raise ValueError("no head of a mail")
    return _letter(mail, depth=0)


def _letter(mail: "Message", *, depth: int) -> Letter:
    letter = Letter(
        sender=_head(mail, "from"),
        to=", ".join(filter(None, (_head(mail, "to"), _head(mail, "cc")))),
        subject=_head(mail, "subject"),
        sent=_sent(mail),
    )
    _take(mail, letter, depth)
    return letter


def _take(part: "Message", letter: Letter, depth: int) -> None:
    """Take the words and files of a part; what is inside it too."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        _inner(part, letter, depth)
    elif kind == "multipart/alternative":
        _best(part, letter, depth)
    elif part.is_multipart():
        for each in part.get_payload():
            _take(each, letter, depth)  # type: ignore[arg-type]
    elif part.get_filename() or part.get_content_disposition() == "attachment":
        letter.add_file(_name(part), kind, _bytes(part))
    elif kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart":
        # a mail that says it has parts, and has none, is words
        text = decoded(_bytes(part), part.get_content_charset())
        letter.words.append(words_of(text) if kind == "text/html" else text)
    else:
        letter.add_file(_name(part), kind, _bytes(part))


def _inner(part: "Message", letter: Letter, depth: int) -> None:
    found = part.get_payload()
    inner = found[0] if isinstance(found, list) and found else None
    if isinstance(inner, Message) and depth < DEEPEST:
        letter.add_inner(_letter(inner, depth=depth + 1))
    elif isinstance(inner, Message):
        letter.add_file("mail.eml", "message/rfc822", inner.as_bytes())


def _best(part: "Message", letter: Letter, depth: int) -> None:
    """Take one of several ways to say the same: plain words if there are any; files of all."""
    ways = []
    for each in part.get_payload():
        way = Letter()
        _take(each, way, depth)  # type: ignore[arg-type]
        ways.append(way)
    said = [way for way in ways if "".join(way.words).strip()]
    letter.words += said[0].words if said else []
    for way in ways:
        for name, kind, content in way.files:
            letter.add_file(name, kind, content)


def _bytes(part: "Message") -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _name(part: "Message") -> str:
    said = _plain(part.get_filename() or "")
    return said or f"bijlage.{part.get_content_subtype()}"


def _head(mail: "Message", name: str) -> str:
    return line(", ".join(_plain(str(each)) for each in mail.get_all(name, [])))


def _plain(said: str) -> str:
    """Read encoded words (RFC 2047); what cannot be read stays as it came."""
    try:
        return str(make_header(decode_header(said)))
    except (ValueError, LookupError, UnicodeError):
        return said.encode("ascii", "replace").decode()


def _sent(mail: "Message") -> str:
    try:
        return parsedate_to_datetime(str(mail["date"])).isoformat(timespec="seconds")
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
