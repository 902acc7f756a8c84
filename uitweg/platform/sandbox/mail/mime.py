"""A mail as .eml: its head, its words, its files, and the mails inside it."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from uitweg.platform.sandbox.mail.html import text_of_html
from uitweg.platform.sandbox.mail.parsed import DEEPEST_NESTING, ParsedMail, decode_text, one_line

_MAIL = ("from", "to", "subject", "date", "received", "message-id")


def read_mime(content: bytes) -> ParsedMail:
    """Read a mail. Raises ValueError for what is none."""
    mail = message_from_bytes(content)
    if not any(mail[name] for name in _MAIL):
        raise ValueError("no head of a mail")
    return _parse_mail(mail, depth=0)


def _parse_mail(mail: "Message", *, depth: int) -> ParsedMail:
    letter = ParsedMail(
        sender=_header(mail, "from"),
        to=", ".join(filter(None, (_header(mail, "to"), _header(mail, "cc")))),
        subject=_header(mail, "subject"),
        sent=_sent_moment(mail),
    )
    _add_part(mail, letter, depth)
    return letter


def _add_part(part: "Message", letter: ParsedMail, depth: int) -> None:
    """Take the words and files of a part; what is inside it too."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        _add_inner_mail(part, letter, depth)
    elif kind == "multipart/alternative":
        _add_best_alternative(part, letter, depth)
    elif part.is_multipart():
        for each in part.get_payload():
            _add_part(each, letter, depth)  # type: ignore[arg-type]
    elif part.get_filename() or part.get_content_disposition() == "attachment":
        letter.add_file(_name(part), kind, _bytes(part))
    elif kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart":
        # a mail that says it has parts, and has none, is words
        text = decode_text(_bytes(part), part.get_content_charset())
        letter.words.append(text_of_html(text) if kind == "text/html" else text)
    else:
        letter.add_file(_name(part), kind, _bytes(part))


def _add_inner_mail(part: "Message", letter: ParsedMail, depth: int) -> None:
    found = part.get_payload()
    inner = found[0] if isinstance(found, list) and found else None
    if isinstance(inner, Message) and depth < DEEPEST_NESTING:
        letter.add_inner(_parse_mail(inner, depth=depth + 1))
    elif isinstance(inner, Message):
        letter.add_file("mail.eml", "message/rfc822", inner.as_bytes())


def _add_best_alternative(part: "Message", letter: ParsedMail, depth: int) -> None:
    """Take one of several ways to say the same: plain words if there are any; files of all."""
    ways = []
    for each in part.get_payload():
        way = ParsedMail()
        _add_part(each, way, depth)  # type: ignore[arg-type]
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


def _header(mail: "Message", name: str) -> str:
    return one_line(", ".join(_plain(str(each)) for each in mail.get_all(name, [])))


def _plain(said: str) -> str:
    """Read encoded words (RFC 2047); what cannot be read stays as it came."""
    try:
        return str(make_header(decode_header(said)))
    except (ValueError, LookupError, UnicodeError):
        return said.encode("ascii", "replace").decode()


def _sent_moment(mail: "Message") -> str:
    try:
        return parsedate_to_datetime(str(mail["date"])).isoformat(timespec="seconds")
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
