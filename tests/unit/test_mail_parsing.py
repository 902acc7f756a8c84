"""A mail as it comes: headers, text and files of every shape, and headers nobody should send."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.platform.sandbox.mail.mime import read_mime
from uitweg.platform.sandbox.mail.parsed import MOST_MAIL_FILES, ParsedMail
from uitweg.platform.sandbox.process import ParserRefused


def mail_with(header: bytes, body: bytes = b"de woorden") -> ParsedMail:
    return read_mime(b"From: x@y.example\n" + header + b"\n\n" + body)


def file_names(mail: ParsedMail) -> list[str]:
    return [name for name, _, _ in mail.files]


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"Subject: =?utf-8?q?Caf=C3=A9?=", "Café"),
        (b"Subject: =?utf-8?q?een?=\n =?utf-8?q?twee?=", "eentwee"),
        (b"Subject: Caf\xc3\xa9", "Café"),
        (b"Subject: Caf\xe9", "Caf\ufffd"),
        (b"Subject: =?unicode_escape?q?=5Cud800?=", "= ?unicode_escape?q?=5Cud800?="),
        (b"Subject: =?nonsense?x?y?=", "=?nonsense?x?y?="),
        (b"Subject: =?utf-8?b?!!!?= na", "na"),
        (b"Subject: lang\n\tgevouwen", "lang gevouwen"),
    ],
)
def test_a_subject_is_decoded_or_stays_as_it_came(header: bytes, subject: str) -> None:
    assert mail_with(header).subject == subject


@pytest.mark.parametrize(
    ("header", "to"),
    [
        (b"To: a@b.example; c@d.example", "a@b.example; c@d.example"),
        (b"To: =?utf-8?q?Jos=C3=A9?= <j@x.example>", "José <j@x.example>"),
        (b'To: "=?utf-8?q?Jos=C3=A9?=" <j@x.example>', '"José" <j@x.example>'),
        (b"To: Jan (werk) <a@b.example>", "Jan (werk) <a@b.example>"),
        (b"To: <[x@y]>", "<[x@y]>"),
        (b"To: (c):", "(c):"),
        (b'To: "', '"'),
        (b"To: .a@b.example,", ".a@b.example,"),
        (b"To: undisclosed-recipients:;", "undisclosed-recipients:;"),
        (b"To: een@x.example\nTo: twee@x.example\nCc: drie@x.example",
         "een@x.example, twee@x.example, drie@x.example"),
    ],
)  # fmt: skip
def test_no_address_is_lost_however_it_was_written(header: bytes, to: str) -> None:
    assert mail_with(header).to == to


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'Content-Disposition: attachment; filename="caf\xc3\xa9.pdf"', "café.pdf"),
        (b"Content-Disposition: attachment; filename*=utf-8''caf%C3%A9%3B.pdf", "café;.pdf"),
        (b"Content-Disposition: attachment; filename*0*=utf-8''caf%C3%A9; filename*1=.pdf",
         "café.pdf"),
        (b'Content-Disposition: attachment; filename="=?utf-8?q?caf=C3=A9=3B.pdf?="', "café;.pdf"),
        (b"Content-Disposition: attachment; filename==?utf-8?b?Y2Fmw6kucGRm?=", "café.pdf"),
        (b"Content-Disposition: attachment; filename=een twee.pdf", "een twee.pdf"),
        (b'Content-Type: application/pdf; name="=?iso-8859-1?Q?caf=E9.pdf?="', "café.pdf"),
        (b"Content-Disposition: attachment; filename=../../etc/passwd", "passwd"),
        (b"Content-Disposition: ATTACHMENT", "bijlage.plain"),
    ],
)  # fmt: skip
def test_a_file_has_the_name_its_sender_gave_it(header: bytes, name: str) -> None:
    mail = mail_with(header)

    assert file_names(mail) == [name]
    assert mail.files[0][2] == b"de woorden"
    assert mail.texts == []


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Disposition: attachment; filename*",
        b"Content-Disposition: attachment; filename*0*=",
        b"Content-Type: text/plain; name*",
        b"Content-Type: ;;;",
        b"Content-Type: text/plain; charset=\x00",
        b'Content-Type: text/plain; charset="=?x?q?',
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Type: multipart/alternative",
        b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: ;",
        b"Content-Transfer-Encoding: (base64",
        b"Content-Transfer-Encoding: quoted-printable;;\nContent-Type: text/html",
        b"Message-ID: <[b378dfc50603435b@x.example]>",
        b"Date: Thu, 99 Nov 2025 99:99:99 +9999",
        b"Date: =?utf-8?q?x?=",
        b"Date: \x00",
        b"Date:",
        b"Reply-To: @@@<<<",
        b"Subject: " + b"(" * 100_000,
        b"To: " + b"=?utf-8?q?a?= " * 100_000,
        b"Geen kop",
        b": leeg",
    ],
    ids=lambda header: repr(header[:50]),
)
def test_a_malformed_header_loses_no_text(header: bytes) -> None:
    mail = mail_with(header)

    assert "de woorden" in mail.text + "".join(file.decode() for _, _, file in mail.files)


PIECES = [
    b"=?utf-8?q?a=C3=A9?=",
    b"=?utf-8?b?w6k=?=",
    b"=?\x00?q?x?=",
    b"=?x?q?",
    b"?=",
    b"<",
    b">",
]
PIECES += [
    b"@",
    b'"',
    b";",
    b"filename=",
    b"filename*0*=",
    b"name=",
    b"boundary=",
    b"=",
    b"(",
    b")",
]
PIECES += [b"\\", b" ", b"\t", b"\n ", b"\xe9", b"\xc3\xa9", b"a", b"attachment", b"text/html"]
PIECES += [b"multipart/mixed", b"multipart/alternative", b"message/rfc822", b"charset=", b"utf-8"]
PIECES += [b"''", b"%C3", b"base64", b"\r", b"\x00", b"*", b",", b":", b"[", b"]", b"\x85"]
PIECES += [b"=?unicode_escape?q?=5Cud800?=", b"=?utf-16?b?2A==?=", b"=?zlib?b?aaaa?="]
NAMES = [b"From", b"To", b"Subject", b"Date", b"Content-Type", b"Content-Disposition"]
NAMES += [b"Content-Transfer-Encoding", b"Message-ID"]
HEADERS = st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(PIECES), max_size=9))


@given(st.lists(HEADERS, max_size=6))
def test_whatever_stands_in_a_header_the_mail_is_read(
    headers: list[tuple[bytes, list[bytes]]],
) -> None:
    lines = [name + b": " + b"".join(pieces) for name, pieces in headers]
    mail = mail_with(b"\n".join(lines), b"--a\n\nwoorden\n--a--\n")

    assert mail.sender.startswith("x@y.example")
    mail.text.encode()


def test_of_two_ways_to_say_the_same_the_plain_one_is_read_and_pictures_are_kept() -> None:
    mail = EmailMessage()
    mail["From"] = "x@y.example"
    mail.set_content("Gewoon gezegd.")
    mail.add_alternative("<p>Mooi gezegd.</p>", subtype="html")
    mail.get_payload(1).add_related(b"x", maintype="image", subtype="png", filename="logo.png")  # type: ignore[union-attr]
    mail.get_payload(1).add_related(b"y", maintype="text", subtype="calendar")  # type: ignore[union-attr]
    mail.add_attachment(b"z", maintype="application", subtype="pdf", filename="brief.pdf")
    read = read_mime(mail.as_bytes())

    assert read.text == "Gewoon gezegd."
    assert file_names(read) == ["logo.png", "bijlage.calendar", "brief.pdf"]


def test_when_the_plain_way_is_empty_the_other_is_read() -> None:
    mail = EmailMessage()
    mail["From"] = "x@y.example"
    mail.set_content(" \n")
    mail.add_alternative("<p>Mooi gezegd.</p>", subtype="html")

    assert read_mime(mail.as_bytes()).text == "Mooi gezegd."


def test_every_text_between_the_files_is_read() -> None:
    mail = EmailMessage()
    mail["From"] = "x@y.example"
    mail.set_content("Eerst.")
    mail.add_attachment(b"z", maintype="image", subtype="png", filename="foto.png")
    mail.add_attachment("Daarna.", disposition="inline")
    mail.add_attachment("Bijlage.", filename="lees.txt")
    read = read_mime(mail.as_bytes())

    assert read.text == "Eerst.\n\nDaarna."
    assert file_names(read) == ["foto.png", "lees.txt"]


def test_a_mail_that_lies_too_deep_stays_byte_for_byte_as_it_came() -> None:
    deepest = b'From: <[x@y]>\nTo: "\nX-Long: ' + b"a " * 200 + b"\nSubject: =?x?q?\n\ndiep"
    raw = deepest
    for _ in range(6):
        raw = b"From: a@b.example\nContent-Type: message/rfc822\n\n" + raw
    (name, media_type, content), *others = read_mime(raw).files

    assert (name, media_type, others) == ("mail.eml", "message/rfc822", [])
    assert content == deepest


def test_more_files_than_fit_are_refused() -> None:
    part = b"--a\nContent-Type: x/y\n\nz\n"
    header = b'Content-Type: multipart/mixed; boundary="a"'

    assert len(mail_with(header, part * MOST_MAIL_FILES).files) == MOST_MAIL_FILES
    with pytest.raises(ParserRefused, match="many"):
        mail_with(header, part * (MOST_MAIL_FILES + 1))


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"hallo", b"X: y\n\nz"])
def test_what_has_no_header_of_a_mail_is_none(content: bytes) -> None:
    with pytest.raises(ValueError, match="header"):
        read_mime(content)
