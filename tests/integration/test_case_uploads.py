"""Mail and files in a case: one drop in, sealed, on the timeline; and what is refused whole."""

from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tests.support import outlook_file, people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.files.models import FilePiece
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.audit.models import AuditEntry

KEY = "ab" * 16
OUTLOOK = Path(__file__).parents[1] / "vectors" / "outlook.msg"
"""Written by another program (the npm package @kenjiuno/msgreader), small streams and all."""


def a_mail(**said: str) -> EmailMessage:
    mail = EmailMessage()
    head = {"From": "Sanne <sanne@school.example>", "To": "zorg@stad.example",
            "Subject": "Zorgen over Kees", "Date": "Thu, 06 Nov 2025 14:05:00 +0100"}  # fmt: skip
    for name, value in (head | said).items():
        mail[name] = value
    mail.set_content("Hij komt niet meer op school.")
    return mail


def a_photo() -> bytes:
    holder = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Verzonnen-toestel"
    Image.new("RGB", (64, 32), "red").save(holder, "JPEG", exif=exif)
    return holder.getvalue()


def drop(browser: Any, case: Case, *files: tuple[str, bytes], **said: str) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post(f"/casus/{case.pk}/bestanden/", {"key": KEY, "files": sent} | said)


def page(browser: Any, case: Case) -> str:
    return browser.get(f"/casus/{case.pk}/").content.decode()


def fetched(browser: Any, entry: Entry, number: int = 1, **said: str) -> Any:
    return browser.post(f"/casus/{entry.case_id}/stuk/{entry.pk}/bestand/{number}/", said)


def nothing_kept() -> bool:
    return Entry.objects.count() == 1 and not FilePiece.objects.exists()


def test_a_file_hangs_on_its_own_entry_among_those_that_have_none(case, desk) -> None:
    def write(nth: int) -> None:
        said = {"key": f"{nth:032x}", "kind": "call", "text": f"Telefoontje {nth}."}
        assert desk.post(f"/casus/{case.pk}/", said).status_code == 302

    write(1)
    drop(desk, case, ("plattegrond.pdf", b"%PDF-verzonnen"))
    write(2)
    html = page(desk, case).partition('<ol class="tl">')[2].partition("</ol>")[0]
    rows = [row for row in html.split("<li id=") if row.startswith('"rij-')]

    assert len(rows) == Entry.objects.count() == 4  # the report's own words among them
    assert ["plattegrond.pdf" in row for row in rows] == [False, True, False, False]
    assert ["Telefoontje 2." in row for row in rows] == [True, False, False, False]
    assert [row.count("</li>") - row.count("<li>") for row in rows] == [1, 1, 1, 1]


def test_a_mail_stands_on_the_day_it_was_sent_with_who_and_its_files(case, desk) -> None:
    mail = a_mail()
    mail.add_attachment(b"%PDF-verzonnen", maintype="application", subtype="pdf", filename="a.pdf")
    answer = drop(desk, case, ("bericht.eml", mail.as_bytes()))
    html, entry = page(desk, case), Entry.objects.get(kind="mail")

    assert answer.url == f"/casus/{case.pk}/#rij-{entry.pk}"
    assert "Zorgen over Kees" in html
    assert "van Sanne &lt;sanne@school.example&gt; · aan zorg@stad.example" in html
    assert "6 nov 2025 14:05" in html
    assert "Hij komt niet meer op school." in html
    assert f"/casus/{case.pk}/stuk/{entry.pk}/bestand/1/" in html
    assert AuditEntry.objects.filter(act="case:write", reason="mail").count() == 1


def test_nothing_of_a_mail_or_a_file_stands_open_in_the_store(case, desk) -> None:
    mail = a_mail()
    mail.add_attachment(
        b"Verzonnen-bijlage " * 9000, maintype="text", subtype="x", filename="geheim.x"
    )
    drop(desk, case, ("bericht.eml", mail.as_bytes()))
    stored = b" ".join(
        bytes(value)
        for rows in (Entry.objects.values(), FilePiece.objects.values())
        for row in rows
        for value in row.values()
        if isinstance(value, bytes | memoryview)
    )

    assert len(stored) > 18 * 9000
    for word in (b"Sanne", b"Zorgen", b"school", b"geheim.x", b"Verzonnen-bijlage"):
        assert word not in stored


def test_a_mail_of_outlook_comes_in_the_same_way(case, desk) -> None:
    drop(desk, case, ("bericht.msg", OUTLOOK.read_bytes()))
    html, entry = page(desk, case), Entry.objects.get(kind="mail")

    assert "Klein onderwerp" in html
    assert "Kleine tekst" in html
    assert "woorden binnen" in html
    assert fetched(desk, entry, as_it_is="yes").content == b"hallo"


def test_an_outlook_mail_keeps_its_day_its_files_and_the_mail_inside(case, desk) -> None:
    inner = outlook_file.mail(subject="Binnen", body="Binnenste woorden.", head=24)
    outer = outlook_file.mail(
        sent=datetime(2025, 11, 6, 13, 5, tzinfo=UTC), files=(("foto.jpg", a_photo().ljust(5000, b"\0")),), inner=(inner,)
    )  # fmt: skip
    drop(desk, case, ("bericht.msg", outlook_file.written(outer)))
    html = page(desk, case)

    assert "6 nov 2025 14:05" in html
    assert "foto.jpg" in html
    assert "Binnenste woorden." in html


def test_an_older_outlook_mail_of_eight_bits_and_html_is_read(case, desk) -> None:
    mail = outlook_file.mail(
        subject="Café", body="", html=b"<p>Jos\xe9 belde</p>", codepage="cp1252"
    )
    drop(desk, case, ("bericht.msg", outlook_file.written(mail)))

    assert "Café" in page(desk, case)
    assert "José belde" in page(desk, case)


def test_an_html_mail_is_words_and_fetches_nothing(case, desk) -> None:
    mail = a_mail()
    mail.set_content(
        "<head><style>p{}</style><title>weg</title></head><body><p>Eén</p><script>alert(1)</script>"
        "<img src='http://tracker.example/x.png'><ul><li>twee</li></ul></body>",
        subtype="html",
    )
    drop(desk, case, ("bericht.eml", mail.as_bytes()))
    html = page(desk, case)

    assert "Eén" in html
    assert "• twee" in html
    for word in ("tracker.example", "alert(1)", "<title>weg"):
        assert word not in html


def test_files_together_are_one_entry_with_what_was_said_of_them(case, desk) -> None:
    drop(desk, case, ("boete.jpg", a_photo()), ("brief.pdf", b"%PDF-x"), note="Lag op de mat")
    html = page(desk, case)

    assert Entry.objects.filter(kind="file").count() == 1
    assert "Lag op de mat" in html
    assert "boete.jpg" in html
    assert "brief.pdf" in html


def test_a_photo_is_looked_at_and_fetched_without_its_traces(case, desk) -> None:
    drop(desk, case, ("boete.jpg", a_photo()))
    entry = Entry.objects.get(kind="file")
    seen = desk.get(f"/casus/{case.pk}/stuk/{entry.pk}/bestand/1/").content.decode()
    got = fetched(desk, entry)

    assert "Weggehaald: toestel" in seen
    assert "data:image/jpeg;base64," in seen
    assert b"Verzonnen-toestel" not in got.content
    assert got["Content-Disposition"] == f'attachment; filename="{case.number}-{entry.pk}-1.jpg"'
    assert got["Content-Security-Policy"].startswith("sandbox")
    reasons = AuditEntry.objects.filter(act="case:file").order_by("id")
    assert [one.reason for one in reasons] == [f"{entry.pk}.1 seen", f"{entry.pk}.1 clean"]


def test_what_is_fetched_is_disclosed_before_it_leaves_and_looking_is_not(case, desk) -> None:
    drop(desk, case, ("boete.jpg", a_photo()))
    entry = Entry.objects.get(kind="file")
    desk.get(f"/casus/{case.pk}/stuk/{entry.pk}/bestand/1/")
    assert not Disclosure.objects.exists()
    got = fetched(desk, entry)
    left = Disclosure.objects.get(case=case)

    assert (left.via, left.groups) == ("file", "situation")
    assert bytes(left.sha256) == sha256(got.content).digest()
    assert (
        "Bestand op de eigen computer" in desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()
    )


def test_a_large_file_comes_back_byte_for_byte(case, desk) -> None:
    content = bytes(range(256)) * 5000
    drop(desk, case, ("iets.zip", content))
    got = fetched(desk, Entry.objects.get(kind="file"), as_it_is="yes")

    assert got.content == content
    assert FilePiece.objects.count() > 16


def test_several_mails_at_once_are_each_their_own(case, desk) -> None:
    mails = [(f"{n}.eml", a_mail(Subject=f"Nummer {n}").as_bytes()) for n in range(3)]
    drop(desk, case, *mails)

    assert Entry.objects.filter(kind="mail").count() == 3


def test_the_same_form_twice_is_stored_once(case, desk) -> None:
    answers = [
        drop(desk, case, ("a.pdf", b"%PDF"), ("b.eml", a_mail().as_bytes())) for _ in range(2)
    ]

    assert answers[0].url == answers[1].url
    assert Entry.objects.count() == 3
    assert FilePiece.objects.count() == 1


def nested(deep: int) -> bytes:
    """Return a mail in a mail in a mail."""
    raw = b"From: a@b.example\nSubject: diepste\n\ndiepste woorden\n"
    for n in range(deep):
        raw = b"From: a@b.example\nSubject: laag %d\nContent-Type: message/rfc822\n\n" % n + raw
    return raw


def test_mails_inside_a_mail_are_read_some_deep_and_then_stay_a_file(case, desk) -> None:
    drop(desk, case, ("bericht.eml", nested(12)))
    html, entry = page(desk, case), Entry.objects.get(kind="mail")
    kept = fetched(desk, entry, as_it_is="yes").content

    assert html.partition('<ol class="tl">')[2].count("Bijgevoegde mail: laag") == 5
    assert "diepste woorden" not in html
    assert b"diepste woorden" in kept


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b'Content-Type: text/plain; charset="utf-9000"\n\nCaf\xc3\xa9', "Café"),
        (b"Content-Type: text/plain; charset=utf-8\n\nCaf\xe9", "Café"),
        (b"Content-Type: text/plain; charset=iso-8859-1\n\nCaf\xe9", "Café"),
        (b"Subject: =?utf-8?q?Caf=C3=A9?=\n\nx", "Café"),
        (b"Subject: =?nonsense?x?y?=\n\nwel de woorden", "wel de woorden"),
        (b"Date: gisteren ergens\n\nwel de woorden", "wel de woorden"),
        (b"Date: Thu, 06 Nov 2999 14:05:00 +0100\n\nwel de woorden", "wel de woorden"),
        (b"Content-Transfer-Encoding: base64\n\n!!!\n\n", "x@y.example"),
        (b"Content-Type: multipart/mixed\n\nzonder grens, wel de woorden", "wel de woorden"),
        (b"\n\nmet een \x00 en een \x1b erin", "met een  en een  erin"),
    ],
)
def test_a_mail_that_is_not_quite_right_is_read_as_far_as_it_goes(case, desk, head, words) -> None:
    answer = drop(desk, case, ("bericht.eml", b"From: x@y.example\n" + head))

    assert answer.status_code == 302
    assert words in page(desk, case)


def with_files(many: int) -> bytes:
    mail = a_mail()
    for n in range(many):
        mail.add_attachment(b"x", maintype="a", subtype="b", filename=f"{n}.x")
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Kies een mail of een bestand."),
        ([("leeg.eml", b"")], "“leeg.eml” is leeg. Er is niets bewaard."),
        ([("goed.pdf", b"%PDF"), ("leeg.jpg", b"")], "“leeg.jpg” is leeg."),
        ([("kapot.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600)], "“kapot.msg” is geen mail"),
        ([("kapot.msg", OUTLOOK.read_bytes()[:2000])], "“kapot.msg” is geen mail"),
        ([("foto.msg", a_photo())], "“foto.msg” is geen mail"),
        ([("goed.pdf", b"%PDF"), ("foto.eml", a_photo())], "“foto.eml” is geen mail"),
        ([("diep.eml", nested(3000))], "“diep.eml” is geen mail"),
        ([("veel.eml", with_files(300))], "In “veel.eml” zitten meer dan 50 bestanden."),
        ([(f"{n}.pdf", b"%PDF") for n in range(51)], "Kies hooguit 50 bestanden tegelijk."),
        ([(f"{n}.pdf", b"%PDF") for n in range(300)], "Kies hooguit 50 bestanden tegelijk."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_taken_is_said_in_one_sentence_and_nothing_is_kept(
    case, desk, files, sentence: str
) -> None:
    answer = drop(desk, case, *files, note="Blijft staan")

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert 'value="Blijft staan"' in answer.content.decode()
    assert nothing_kept()


def test_a_zip_that_calls_itself_a_bomb_is_a_file_like_any(case, desk) -> None:
    drop(desk, case, ("42-bomb.zip", b"PK\x03\x04" + bytes(100)))

    assert "42-bomb.zip" in page(desk, case)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.eml", "<img src=x>.pdf", "a" * 300 + ".pdf", ".eml", "\u202egpj.exe"]
)
def test_a_name_is_only_a_name(case, desk, name: str) -> None:
    content = a_mail().as_bytes() if name.endswith(".eml") else b"%PDF"

    assert drop(desk, case, (name, content)).status_code == 302
    assert "<img src=x>" not in page(desk, case)
    assert "../" not in page(desk, case)


def test_a_20_mb_mail_with_mails_and_files_inside_comes_in_whole(case, desk) -> None:
    inner = a_mail(Subject="Binnen")
    inner.add_attachment(
        b"z" * (15 * 1024 * 1024), maintype="application", subtype="zip", filename="groot.zip"
    )
    mail = a_mail()
    mail.add_attachment(inner)
    assert len(mail.as_bytes()) > 20 * 1024 * 1024
    drop(desk, case, ("groot.eml", mail.as_bytes()))
    got = fetched(desk, Entry.objects.get(kind="mail"), as_it_is="yes")

    assert got.content == b"z" * (15 * 1024 * 1024)


def test_a_store_that_stops_halfway_keeps_nothing(case, desk, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("halfway")

    monkeypatch.setattr("uitweg.casework.cases.files.actions._store_pieces", full)
    with pytest.raises(OSError, match="halfway"):
        drop(desk, case, ("a.eml", a_mail().as_bytes()))

    assert nothing_kept()


def test_a_piece_that_was_changed_is_not_opened(case, desk) -> None:
    drop(desk, case, ("a.zip", b"PK" + bytes(200_000)))
    piece = FilePiece.objects.order_by("place")[1]
    FilePiece.objects.filter(pk=piece.pk).update(sealed=bytes(piece.sealed)[::-1])
    answer = fetched(desk, Entry.objects.get(kind="file"), as_it_is="yes")

    assert answer.status_code == 409
    assert "Dit bestand klopt niet." in answer.content.decode()


def test_who_may_what_with_a_file(case, desk, team) -> None:
    drop(desk, case, ("a.jpg", a_photo()))
    entry = Entry.objects.get(kind="file")
    joris = people.a_member(team, "Joris")
    browser = people.at_the_desk(joris)
    where = f"/casus/{case.pk}/stuk/{entry.pk}/bestand/1/"
    assert browser.get(where).status_code == 403
    grant = CaseGrant.objects.create(
        case=case, member=joris, level="card", since=timezone.now(), reason="deputy"
    )
    assert browser.get(where).status_code == 403
    CaseGrant.objects.filter(pk=grant.pk).update(level="read")
    assert browser.get(where).status_code == 200
    assert drop(browser, case, ("a.jpg", a_photo()), key="cd" * 16).status_code == 403
    CaseGrant.objects.filter(pk=grant.pk).update(until=timezone.now())
    assert [browser.get(where).status_code, browser.post(where).status_code] == [403, 403]


def test_a_file_of_a_secret_entry_reaches_no_colleague(case, desk, team) -> None:
    drop(desk, case, ("a.jpg", a_photo()), audience="secret")
    entry = Entry.objects.get(kind="file")
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="deputy"
    )
    browser = people.at_the_desk(joris)

    assert browser.get(f"/casus/{case.pk}/stuk/{entry.pk}/bestand/1/").status_code == 403
    assert "a.jpg" not in page(browser, case)


@pytest.mark.parametrize("number", [0, 2, 10**9])
def test_a_file_that_is_not_there_is_not_found(case, desk, number: int) -> None:
    drop(desk, case, ("a.jpg", a_photo()))
    entry = Entry.objects.get(kind="file")

    assert desk.get(f"/casus/{case.pk}/stuk/{entry.pk}/bestand/{number}/").status_code == 404


def test_an_entry_of_another_case_is_not_found(case, desk) -> None:
    drop(desk, case, ("a.jpg", a_photo()))
    entry = Entry.objects.get(kind="file")
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()

    assert desk.get(f"/casus/{other.pk}/stuk/{entry.pk}/bestand/1/").status_code == 404


def test_a_closed_case_takes_no_files(case, desk) -> None:
    Case.objects.update(state="closed")

    assert drop(desk, case, ("a.jpg", a_photo())).status_code == 409
    assert nothing_kept()
