"""The proof of a lesson: made at the public door, says no more than is true, and stays nowhere."""

import json
import logging
import re
from io import BytesIO
from typing import Any

import pikepdf
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openbadgeslib.ob3 import OB3Verifier

from tests.support import people, verapdf
from tests.support.badges import payload_of, signed_with
from uitweg.knowledge.training.actions import certificates
from uitweg.knowledge.training.public_views import badges as check_page
from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.platform.content import levels, load
from uitweg.platform.sandbox.turns import NoTurn
from uitweg.platform.sandbox.typeset.run import CannotTypeset

PAGE, CHECK = "/leren/school/bewijs/", "/leren/bewijs/"
KINDS = ("pdf", "page", "png")
HOSTILE = [
    "#panic()", '#read("/etc/passwd")', "*a* _b_ `c` $x$", "= Kop", "[ ( {", "<script>alert(1)</script>",
    "\\u{202e} @a <b> //", "{{ 7*7 }} {% now %}", "'\"&lt;", "https://a.example/ #link", "%s {name}",
]  # fmt: skip


@pytest.fixture
def visitor() -> people.PublicClient:
    """A visitor; these tests have no database, so a request that reads or writes one would fail."""
    return people.PublicClient()


@pytest.fixture
def short_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "certificate_pdf", lambda **_: b"%PDF-")


def make(visitor: people.PublicClient, kind: str, name: str = "", page: str = PAGE) -> Any:
    return visitor.post(page, {kind: "Maak", "name": name})


def a_token(visitor: people.PublicClient, name: str = "", page: str = PAGE) -> str:
    """Return the signed text in a new badge."""
    token: str = OB3Verifier.extract_token_from_png(make(visitor, "png", name, page).content)
    return token


def check(visitor: people.PublicClient, page: str = CHECK, **fields: Any) -> str:
    html: str = visitor.post(page, fields).content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", html.split("<main")[1].split("<form")[0]).split())


def words(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.split())


def test_each_lesson_has_a_page_at_its_own_level_and_leads_there(
    visitor: people.PublicClient,
) -> None:
    lessons = load().lessons
    for lesson in lessons:
        address = lesson_address(lesson)
        assert f'href="{address}bewijs/"' in visitor.get(address).content.decode()
        assert visitor.get(f"{address}bewijs/").status_code == 200
    assert len(lessons) >= 3
    for level in levels():
        if level.whole:
            assert visitor.get(level.address(CHECK)).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_what_is_made_stays(
    kind: str, visitor: people.PublicClient, short_pdf: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    answer = make(visitor, kind, "Anna de Vries")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.cookies == {}
    assert "Anna" not in caplog.text
    assert "Anna" not in str(answer.headers)


def test_the_certificate_says_lesson_version_day_minutes_level_and_site_and_that_nobody_looked(
    visitor: people.PublicClient,
) -> None:
    lesson = load().lesson("at-school")
    made = make(visitor, "pdf", "Anna de Vries").content
    said = words(made)

    assert verapdf.faults(made) == []
    for each in (lesson.story.title, "Anna de Vries", "minuten", "Gewoon Nederlands", "2026"):
        assert each in said
    assert lesson.story_hash[:12] in said.replace(" ", "")
    assert "Niemand heeft gekeken wie het was." in said
    assert "Uitweg in Voorbeeldstad" in said
    with pikepdf.open(BytesIO(made)) as pdf:
        assert "Anna" not in str(pdf.docinfo)  # a title is shown by many programs
        assert "/JavaScript" not in str(pdf.Root)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_more_than_a_name(name: str, visitor: people.PublicClient) -> None:
    squeezed = words(make(visitor, "pdf", name).content).replace(" ", "")
    page = make(visitor, "page", name).content.decode()

    assert name.replace(" ", "") in squeezed
    assert "<script>alert" not in page
    assert f"Op naam van {name}" in page.replace("&lt;", "<").replace("&gt;", ">").replace(
        "&#x27;", "'"
    ).replace("&quot;", '"').replace("&amp;", "&")
    assert check(visitor, badge=a_token(visitor, name), name=name).count(
        "De badge is gemaakt op de naam"
    )


@pytest.mark.parametrize(
    "typed", ["Anna\u202e\u2066 de\x00\x07\r\n\tVries", "  Anna \u200b\ufeff de  Vries "]
)
def test_what_is_not_seen_is_not_in_a_name(typed: str, visitor: people.PublicClient) -> None:
    page = make(visitor, "page", typed).content.decode()
    token = a_token(visitor, typed)

    assert "Op naam van Anna de Vries<" in page
    assert "op de naam Anna de Vries." in check(visitor, badge=token, name="Anna de Vries")


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_of_more_than_sixty_signs_is_refused_in_a_sentence(
    kind: str, visitor: people.PublicClient, short_pdf: None
) -> None:
    answer = make(visitor, kind, "a" * 61)

    assert answer.status_code == 400
    assert "Deze naam heeft 61 tekens. Er passen er 60." in answer.content.decode()
    assert f'value="{"a" * 61}"' in answer.content.decode()
    assert make(visitor, kind, "a" * 60).status_code == 200


def test_letters_that_are_not_on_paper_are_said_and_do_not_matter_elsewhere(
    visitor: people.PublicClient,
) -> None:
    refused = make(visitor, "pdf", "漢字 Anna")

    assert refused.status_code == 400
    assert "niet in het lettertype van de pdf: 漢 字." in refused.content.decode()
    assert "漢字 Anna" in make(visitor, "page", "漢字 Anna").content.decode()
    assert "de naam 漢字 Anna." in check(
        visitor, badge=a_token(visitor, "漢字 Anna"), name="漢字 Anna"
    )


@pytest.mark.parametrize(
    "name", ["Şeyma Yıldız", "Ołeksandr Привет", "مريم", "Zoë ’t Hoên", "é" * 60]
)
def test_names_in_other_letters_are_typeset(name: str, visitor: people.PublicClient) -> None:
    made = make(visitor, "pdf", name)

    assert made["Content-Type"] == "application/pdf"
    assert verapdf.faults(made.content) == []


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"exe": ""},
        {"kind": "pdf"},
        {"pdf": "", "name": "a" * 3000},
        {"pdf": "", "png": ""},
        {"svg": ""},
        {"jwt": ""},
    ],
    ids=["nothing", "unknown", "other", "long", "two", "gone", "gone too"],
)
def test_what_no_form_of_ours_sends_is_refused(posted: Any, visitor: people.PublicClient) -> None:
    assert visitor.post(PAGE, posted).status_code == 400


def test_a_body_that_is_cut_off_is_refused(visitor: people.PublicClient) -> None:
    half = b"pd"  # what the door refuses by itself when it knows the length

    assert (
        visitor.post(PAGE, half, content_type="application/x-www-form-urlencoded").status_code
        == 400
    )


@pytest.mark.parametrize("fault", [NoTurn, CannotTypeset])
def test_without_a_turn_the_certificate_is_a_page_to_print(
    fault: type[Exception], visitor: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> bytes:
        raise fault

    monkeypatch.setattr(certificates, "certificate_pdf", refuse)
    answer = make(visitor, "pdf", "Anna de Vries")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["Cache-Control"] == "no-store"
    assert "Print deze pagina" in answer.content.decode()
    assert "Op naam van Anna de Vries" in answer.content.decode()


def test_a_flood_of_certificates_takes_no_more_than_a_minutes_share(
    visitor: people.PublicClient, short_pdf: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = certificates.Turns(at_once=1, waiting=1, a_minute=3, patience=1)
    monkeypatch.setattr(certificates, "PDF_TURNS", few)

    answered = [make(visitor, "pdf").status_code for _ in range(6)]

    assert answered == [200] * 3 + [503] * 3
    assert make(visitor, "png").status_code == 200


def test_a_badge_is_found_real(visitor: people.PublicClient) -> None:
    made = make(visitor, "png", "Anna")
    said = check(visitor, file=SimpleUploadedFile("bewijs.png", made.content), name="Anna")

    assert made["Content-Disposition"] == 'attachment; filename="bewijs-school.png"'
    assert "Echt en niet veranderd Deze badge is hier gemaakt na de les" in said
    assert "De badge is gemaakt op de naam Anna." in said
    assert "De les is sindsdien niet veranderd." in said


def test_a_badge_says_what_was_done_and_not_by_whom(visitor: people.PublicClient) -> None:
    lesson = load().lesson("at-school")
    said = payload_of(a_token(visitor, "Anna"))
    achievement = said["credentialSubject"]["achievement"]

    assert achievement["name"] == lesson.story.title
    assert achievement["version"] == f"{lesson.checked_on} sha256:{lesson.story_hash}"
    assert "Niemand heeft gekeken wie het was." in achievement["criteria"]["narrative"]
    assert achievement["id"].endswith("/leren/school/")
    assert "minuten" in achievement["description"]
    assert "Gewoon Nederlands" in achievement["description"]
    assert said["validFrom"].endswith("T00:00:00Z")  # a day, no hour
    assert "Anna" not in json.dumps(said)


def test_of_a_badge_of_nobody_no_name_is_said(visitor: people.PublicClient) -> None:
    token = a_token(visitor)

    assert "De badge is op niemands naam gemaakt." in check(visitor, badge=token)
    assert "op niemands naam" in check(visitor, badge=token, name="Piet")


def test_a_badge_of_another_name_says_so(visitor: people.PublicClient) -> None:
    token = a_token(visitor, "Anna")

    assert "De badge is niet gemaakt op de naam Piet." in check(visitor, badge=token, name="Piet")
    assert "op de naam" not in check(visitor, badge=token)


REFUSED = {
    "empty": ({}, "Je koos geen bestand en plakte geen tekst."),
    "both": ({"badge": "x", "file": b"x"}, "Je koos een bestand en plakte ook tekst."),
    "large file": ({"file": b"x" * 102_401}, "Dit is meer dan 100 kB."),
    "large text": ({"badge": "x" * 102_401}, "Dit is meer dan 100 kB."),
    "words": ({"badge": "Dit is een badge."}, "Hier zit geen badge in die wij kunnen lezen."),
    "empty file": ({"file": b""}, "Je koos geen bestand en plakte geen tekst."),
    "entities": (
        {"file": b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'},
        "Hier zit geen badge in die wij kunnen lezen.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_badge_is_said_in_one_sentence(case: str, visitor: people.PublicClient) -> None:
    fields, sentence = REFUSED[case]
    file = fields.get("file")
    sent = {**fields, "file": SimpleUploadedFile("a.svg", file)} if file is not None else fields
    answer = visitor.post(CHECK, sent)

    assert sentence in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}


def test_a_changed_a_foreign_and_an_old_badge_each_have_their_sentence(
    visitor: people.PublicClient,
) -> None:
    token = a_token(visitor)
    payload = payload_of(token)
    foreign = signed_with(certificates.badge_key(b"the secret of another city"), payload)
    over = signed_with(certificates.site_badge_key(), payload | {"exp": 1_700_000_000})

    assert "Aan deze badge is iets veranderd" in check(visitor, badge=token[:-9] + "AAAAAAAAA")
    assert "niet gemaakt met de sleutel die deze site nu heeft" in check(visitor, badge=foreign)
    assert "maar hij geldt nu niet" in check(visitor, badge=over)
    for said in (check(visitor, badge=token[:-9] + "A" * 9), check(visitor, badge=foreign)):
        assert "Dit klopt niet" in said
        assert "Echt" not in said


def test_a_lesson_that_changed_or_left_is_said(
    visitor: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, payload = certificates.site_badge_key(), payload_of(a_token(visitor))
    payload["credentialSubject"]["achievement"]["version"] = "2026-01-01 sha256:" + "0" * 64
    older = signed_with(key, payload)
    payload["credentialSubject"]["achievement"]["id"] = "https://uitweg.example/leren/weg/"

    assert "De les is sindsdien aangepast." in check(visitor, badge=older)
    assert "staat nu niet meer op deze site" in check(visitor, badge=signed_with(key, payload))


def test_words_in_a_badge_are_shown_as_words(visitor: people.PublicClient) -> None:
    payload = payload_of(a_token(visitor))
    payload["credentialSubject"]["achievement"]["name"] = "<script>alert(1)</script>"
    html = visitor.post(
        CHECK, {"badge": signed_with(certificates.site_badge_key(), payload), "name": "<b>x</b>"}
    ).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "<b>x" not in html


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("sleutels.json", "application/jwk-set+json"), ("sleutel.pem", "application/x-pem-file")],
)
def test_the_key_is_published_for_every_site(
    path: str, media_type: str, visitor: people.PublicClient
) -> None:
    answer = visitor.get(f"/leren/{path}")

    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert b"PRIVATE" not in answer.content
    assert b'"d"' not in answer.content


def test_the_did_is_there_with_https_only(visitor: people.PublicClient, settings: Any) -> None:
    assert visitor.get("/leren/did.json").status_code == 404
    settings.PUBLIC_URL = "https://uitweg.example"
    document = visitor.get("/leren/did.json").json()

    assert document["id"] == "did:web:uitweg.example:leren"
    assert payload_of(a_token(visitor))["iss"] == document["id"]


@pytest.mark.parametrize("path", [PAGE, CHECK])
def test_these_pages_take_a_form_and_no_other_method(
    path: str, visitor: people.PublicClient
) -> None:
    answer = visitor.put(path)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert visitor.post("/leren/school/").status_code == 405


def test_the_other_levels_say_it_too(visitor: people.PublicClient) -> None:
    token = a_token(visitor, "Sam", "/makkelijk/leren/sam/bewijs/")

    assert "Real and unchanged" in check(visitor, "/en/leren/bewijs/", badge=token)
    assert "Deze badge is van ons." in check(visitor, "/makkelijk/leren/bewijs/", badge=token)
    assert check_page.CHECK_PATH == CHECK


def test_proof_and_repeat_lead_to_each_other_and_back(public: people.PublicClient) -> None:
    lesson = "/leren/school/"
    proof = public.get(f"{lesson}bewijs/").content.decode()
    paper = public.post(f"{lesson}bewijs/", {"name": "", "page": "x"}).content.decode()
    repeat = public.get(f"{lesson}herhalen/").content.decode()

    assert all(f'href="{lesson}herhalen/"' in page for page in (proof, paper))
    assert all(f'href="{lesson}{part}"' in repeat for part in ("", "bewijs/", "herhalen.ics"))
