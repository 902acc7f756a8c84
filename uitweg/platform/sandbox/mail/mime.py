"""A mail as .eml: its header, its text, its files, and the mails inside it.

Python's own `email` reads it, in its modern form (EmailMessage, with header values decoded).
"""

from collections.abc import Iterator
from email import policy
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

from uitweg.platform.sandbox.mail.html import text_of_html
from uitweg.platform.sandbox.mail.parsed import DEEPEST_NESTING, ParsedMail, decode_text, one_line
from uitweg.platform.sandbox.process import ParserRefused

MOST_PIECES = 10_000
"""Parts and headers together. A part of five bytes takes a kilobyte of memory; a real mail has some
tens of them, and hundreds of headers."""
LONGEST_RAW_HEADER = 20_000
"""Python reads a header in quadratic time, and we show 2,000 characters of it."""
_MAIL_HEADERS = ("from", "to", "subject", "date", "received", "message-id")


class _DispositionHeader(UnstructuredHeader):
    """The header of a part that says whether it is an attachment: `is_attachment` asks it."""

    @property
    def content_disposition(self) -> str:
        return str(self).partition(";")[0].strip().lower()


_HEADERS = HeaderRegistry(use_default_map=False)
_HEADERS.map_to_type("content-disposition", _DispositionHeader)  # type: ignore[arg-type]


def _text_header(name: str, value: str) -> Any:
    """Read any header as text with encoded words (RFC 2047).

    The grammars that `policy.default` has for each header raise on some malformed ones, and
    silently drop what does not fit them ("a@b.nl; c@d.nl", filename=een twee.pdf).
    """
    value = value[:LONGEST_RAW_HEADER]
    try:
        return _HEADERS(name, value)
    except ValueError:  # an encoded word that is no text; it stays as it came
        return _HEADERS(name, value.replace("=?", "= ?"))


class _CountingPolicy(policy.EmailPolicy):
    """Reads a mail of at most MOST_PIECES parts and headers. Raises ParserRefused for more."""

    pieces: Iterator[int] = iter(())

    def count_piece(self) -> None:
        if next(self.pieces) > MOST_PIECES:
            raise ParserRefused("pieces")

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        self.count_piece()
        return super().header_source_parse(sourcelines)


def _make_part(policy: _CountingPolicy) -> EmailMessage:
    policy.count_piece()
    return EmailMessage(policy)


_POLICY = _CountingPolicy(  # type: ignore[call-overload]
    header_factory=_text_header,
    refold_source="none",
    verify_generated_headers=False,
    message_factory=_make_part,
)


def read_mime(content: bytes) -> ParsedMail:
    """Read a mail. Raises ValueError for what is none, ParserRefused for too many pieces."""
    message = BytesParser(policy=_POLICY.clone(pieces=count(1))).parsebytes(content)
    if not any(message[name] for name in _MAIL_HEADERS):
        raise ValueError("no header of a mail")
    return _read_message(message, depth=0)


def _read_message(message: MIMEPart, *, depth: int) -> ParsedMail:
    mail = ParsedMail(
        sender=_header(message, "from"),
        to=", ".join(filter(None, (_header(message, "to"), _header(message, "cc")))),
        subject=_header(message, "subject"),
        sent=_sent_moment(message),
    )
    _add_part(message, mail, depth)
    return mail


def _add_part(part: MIMEPart, mail: ParsedMail, depth: int) -> None:
    """Add the text and the files of a part, and of the parts inside it."""
    media_type = part.get_content_type()
    if media_type == "message/rfc822":
        _add_inner_mail(part, mail, depth)
    elif media_type == "multipart/alternative" and part.is_multipart():
        _add_alternatives(part, mail, depth)
    elif part.is_multipart():
        for inner in part.iter_parts():
            _add_part(inner, mail, depth)
    elif _is_text(part):
        mail.add_text(_text(part))
    else:
        name = part.get_filename() or f"bijlage.{part.get_content_subtype()}"
        mail.add_file(name, media_type, _content(part))


def _add_inner_mail(part: MIMEPart, mail: ParsedMail, depth: int) -> None:
    for inner in part.iter_parts():
        if depth < DEEPEST_NESTING:
            mail.add_inner(_read_message(inner, depth=depth + 1))
        else:
            mail.add_file("mail.eml", "message/rfc822", inner.as_bytes())


def _add_alternatives(part: MIMEPart, mail: ParsedMail, depth: int) -> None:
    """Add one of several ways to say the same, plain text if it says anything; all files."""
    bodies = filter(None, (part.get_body(("plain",)), part.get_body(("html",))))
    mail.add_text(next((text for text in map(_text, bodies) if text.strip()), ""))
    for inner in _leaves(part):
        if not _is_text(inner):
            _add_part(inner, mail, depth)


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the parts that have content of their own, and mails as a whole."""
    if part.get_content_type() != "message/rfc822" and part.is_multipart():
        for inner in part.iter_parts():
            yield from _leaves(inner)
    else:
        yield part


def _is_text(part: MIMEPart) -> bool:
    """Tell whether it is text to read; a mail that says it has parts, and has none, is too."""
    if part.is_attachment() or part.get_filename():
        return False
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return is_text or part.get_content_maintype() == "multipart"


def _text(part: MIMEPart) -> str:
    # not get_content(): it raises on an unknown charset, and loses characters when it is wrong
    text = decode_text(_content(part), part.get_content_charset())
    return text_of_html(text) if part.get_content_type() == "text/html" else text


def _content(part: MIMEPart) -> bytes:
    # not get_content(): it raises on a media type it does not know
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(message: MIMEPart, name: str) -> str:
    return one_line(", ".join(message.get_all(name, [])))


def _sent_moment(message: MIMEPart) -> str:
    try:
        return parsedate_to_datetime(message["date"]).isoformat(timespec="seconds")
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
