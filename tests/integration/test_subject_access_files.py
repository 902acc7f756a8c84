"""Files in a subject access package: looked at by two, without their traces, or plainly left out."""

import io
import re
from base64 import b64decode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tests.integration.test_subject_access import key, typed
from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.subject_access.actions import files
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.platform.audit.models import AuditEntry

MAKER = "Toestel van Karim"


def a_photo() -> bytes:
    holder, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = MAKER
    Image.new("RGB", (64, 32), "red").save(holder, "JPEG", exif=exif)
    return holder.getvalue()


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    desk.post(f"/casus/{case.pk}/doel/", {"text": "Naar school", "domain": "school"} | key())
    return case


@pytest.fixture
def joris(team, case):  # type: ignore[no-untyped-def]
    member = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=member, level="work", since=timezone.now(), reason="works-along"
    )
    return people.at_the_desk(member)


def put_in(desk, case: Case, *given: tuple[str, bytes], **said: str) -> Entry:  # type: ignore[no-untyped-def]
    sent = [SimpleUploadedFile(name, content) for name, content in given]
    desk.post(f"/casus/{case.pk}/bestanden/", {"files": sent} | key() | said)
    return Entry.objects.filter(kind__in=["file", "mail"]).latest("pk")


def page(desk, case: Case) -> str:  # type: ignore[no-untyped-def]
    return " ".join(desk.get(f"/casus/{case.pk}/inzage/").content.decode().split())


def freeze(desk, case: Case, **said: object):  # type: ignore[no-untyped-def]
    form = typed(case, desk, ready="yes", **said)
    return desk.post(f"/casus/{case.pk}/inzage/bewaar/", form)


def test_a_photo_goes_along_when_two_looked_and_without_its_traces(case, desk, joris) -> None:
    entry = put_in(desk, case, ("foto van Karim.jpg", a_photo()))
    where = f"/casus/{case.pk}/inzage"
    assert "bekijk eerst wie en wat erop staat" in page(desk, case)
    freeze(desk, case, **{f"mee-bestand-{entry.pk}-1": "yes"})
    joris.get(f"{where}/pakket/")
    unread = joris.post(f"{where}/akkoord/")
    joris.get(f"/casus/{case.pk}/stuk/{entry.pk}/bestand/1/")
    joris.post(f"{where}/akkoord/")
    left = desk.post(f"{where}/ophalen/", {"recipient": "De jongere zelf"}).content.decode()
    found = re.search(r'<img src="data:image/jpeg;base64,([^"]+)"', left)
    assert found
    content = b64decode(found[1])

    assert unread.status_code == 409
    assert "Bekijk eerst elk bestand dat meegaat." in unread.content.decode()
    assert Image.open(io.BytesIO(content)).size == (64, 32)
    assert MAKER.encode() not in content
    assert "Karim" not in left
    assert Disclosure.objects.get().via == "subject-access"
    assert AuditEntry.objects.filter(act="case:file", reason=f"{entry.pk}.1 clean").exists()


def test_the_page_it_is_read_on_shows_pictures_and_asks_nothing_of_anybody(
    case, desk, joris
) -> None:
    entry = put_in(desk, case, ("foto.jpg", a_photo()))
    freeze(desk, case, **{f"mee-bestand-{entry.pk}-1": "yes"})
    answer = joris.get(f"/casus/{case.pk}/inzage/pakket/")

    assert "img-src data:" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "http" not in answer.content.decode()


def test_what_nobody_ticked_stays_and_the_package_says_how_many_files(case, desk, joris) -> None:
    put_in(desk, case, ("een.jpg", a_photo()), ("twee.jpg", a_photo()))
    freeze(desk, case)
    left = joris.get(f"/casus/{case.pk}/inzage/pakket/").content.decode()

    assert "data:image" not in left
    assert "Bestanden daarvan: 2." in left
    assert "een.jpg" not in left


@pytest.mark.parametrize("audience", ["secret", "organisation"])
def test_a_file_under_a_secret_says_so_beside_its_tick(case, desk, audience) -> None:
    put_in(desk, case, ("foto.jpg", a_photo()), audience=audience)
    words = {"secret": "beroepsgeheim", "organisation": "van een andere organisatie"}

    assert page(desk, case).count(words[audience]) == 1


def test_what_a_mail_brought_along_is_of_others(case, desk) -> None:
    mail = b"From: a@b.example\r\nSubject: Hoi\r\nMIME-Version: 1.0\r\n"
    mail += b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nHoi\r\n--x\r\n'
    mail += b'Content-Type: text/plain; name="bij.txt"\r\n'
    mail += b'Content-Disposition: attachment; filename="bij.txt"\r\n\r\nBijlage\r\n--x--\r\n'
    put_in(desk, case, ("brief.eml", mail))

    assert page(desk, case).count("gaat vooral over anderen") == 2
    assert "bij.txt" in page(desk, case)


def test_a_file_that_cannot_be_cleaned_is_named_and_nothing_is_kept(case, desk) -> None:
    entry = put_in(desk, case, ("verslag.docx", b"PK\x03\x04 geen plaatje"))
    answer = freeze(desk, case, **{f"mee-bestand-{entry.pk}-1": "yes"})
    text = " ".join(answer.content.decode().split())

    assert answer.status_code == 409
    assert "“verslag.docx” kan niet mee" in text
    assert re.search(rf'name="mee-bestand-{entry.pk}-1" value="yes" checked', text)
    assert not SubjectAccessRequest.objects.exists()


def test_more_than_a_package_can_carry_is_said_and_nothing_is_kept(case, desk, monkeypatch) -> None:
    monkeypatch.setattr(files, "MAX_PACKAGE_BYTES", 10)
    entry = put_in(desk, case, ("foto.jpg", a_photo()))
    answer = freeze(desk, case, **{f"mee-bestand-{entry.pk}-1": "yes"})

    assert answer.status_code == 409
    assert "samen te groot" in answer.content.decode()
    assert not SubjectAccessRequest.objects.exists()


def test_who_may_not_see_a_file_cannot_put_it_in_a_package(case, desk, joris) -> None:
    entry = put_in(desk, case, ("foto.jpg", a_photo()))
    CaseGrant.objects.filter(member__name="Joris").update(groups=["school-work"])
    form = typed(case, joris, ready="yes", **{f"mee-bestand-{entry.pk}-1": "yes"})
    form["shown"] = f"{form['shown']} bestand-{entry.pk}-1"
    joris.post(f"/casus/{case.pk}/inzage/bewaar/", form)
    left = joris.get(f"/casus/{case.pk}/inzage/pakket/").content.decode()

    assert f"bestand-{entry.pk}" not in page(joris, case)
    assert "data:image" not in left
