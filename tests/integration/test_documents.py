"""Papers of a case: seen first what goes along, then written down, then handed out."""

import tempfile
from io import BytesIO

import pikepdf
import pypdf
import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.documents import rules, views
from uitweg.casework.documents.actions.contents import date_in_full
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

TO_LAWYER = {
    "voor": "advocaat",
    "wie": "mr. Aydin",
    "doel": "Verweer",
    "grond": "consent",
    "reden": "Hijzelf, vandaag aan de telefoon",
}


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    write(desk, case, "Gesprek voor iedereen.", audience="granted")
    write(desk, case, "Notitie van het team.")
    write(desk, case, "Vertelde de arts iets.", audience="secret", group="health")
    card = {"blad-alarm": "Wordt opgewacht", "blad-address": "Verzonnenstraat 1"}
    desk.post(f"/casus/{case.pk}/veiligheid/", card | {"version": 0, "key": "0b" * 16})
    return case


def write(desk, case: Case, text: str, **said: str) -> None:  # type: ignore[no-untyped-def]
    typed = {"text": text, "kind": "note", "key": tokens.new_token(16).hex()} | said
    assert desk.post(f"/casus/{case.pk}/", typed).status_code == 302


def look(desk, case: Case, **asked: str) -> str:  # type: ignore[no-untyped-def]
    return desk.get(f"/casus/{case.pk}/papieren/", asked).content.decode()


def make(desk, case: Case, **said: object):  # type: ignore[no-untyped-def]
    """Look, and let leave exactly that."""
    given = {"papier": "tijdlijn", "voor": "mezelf", "over": list(GROUPS), "pdf": "ja"} | said
    asked = {n: given[n] for n in ("papier", "voor", "vanaf", "tot", "team", "over") if n in given}
    html = desk.get(f"/casus/{case.pk}/papieren/", asked | {"gekozen": given["voor"]}).content
    mark = html.decode().split('name="gezien" value="')[1].split('"')[0]
    return desk.post(f"/casus/{case.pk}/papieren/maken/", {"gezien": mark} | given)


GROUPS = [group.value for group in rules.ALL_GROUPS]


def along(desk, case: Case, way: str = "mee", *, ids: list | None = None, **said: str):  # type: ignore[no-untyped-def, type-arg]
    """Let all entries of the case, or these, go along; or take that back."""
    pks = case.entries.values_list("pk", flat=True) if ids is None else ids
    posted = TO_LAWYER | {"papier": "tijdlijn", "over": GROUPS, way: " ".join(map(str, pks))} | said
    return desk.post(f"/casus/{case.pk}/papieren/mee/", posted)


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_before_anything_leaves_it_says_what_goes_along_and_what_does_not_and_why(
    case, desk
) -> None:
    html = look(desk, case, voor="partner")

    assert "1 regel mee, 3 niet" in html
    assert (
        "Niet mee: 1 van een melder, die is beschermd, 1 beroepsgeheim, "
        "1 geschreven voor “Ons team”." in html
    )
    assert not Disclosure.objects.exists()
    assert AuditEntry.objects.filter(act="case:read", thing=f"case:{case.pk}").exists()


def test_a_timeline_for_oneself_is_two_clicks_and_holds_what_one_sees(case, desk) -> None:
    answer = make(desk, case)
    text = words(answer.content)

    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}-tijdlijn.pdf"'
    assert people.STORY in text
    assert "Vertelde de arts iets." in text
    assert text.index(people.STORY) < text.index("Notitie van het team.")


def test_a_hand_over_has_of_the_card_what_the_new_owner_needs_at_once(case, desk) -> None:
    card = {"blad-plan_b": "Naar tante Fana", "version": 1, "key": "0c" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", {"blad-alarm": "Wordt opgewacht"} | card)
    handed_over, whole = (
        words(make(desk, case, papier=papier).content) for papier in ("overdracht", "samenvatting")
    )

    assert "Naar tante Fana" in handed_over
    assert "Wordt opgewacht" not in handed_over
    assert "Naar tante Fana" in whole
    assert "Wordt opgewacht" in whole


def test_what_leaves_is_written_down_with_the_very_bytes(case, desk) -> None:
    answer = make(desk, case, **TO_LAWYER)
    row, line = Disclosure.objects.get(), AuditEntry.objects.latest("id")

    assert bytes(row.sha256) == tokens.sha256(answer.content)
    assert (row.via, row.basis, row.rows, row.groups) == ("lawyer", "consent", 1, "situation")
    assert (line.act, line.thing, line.reason) == ("case:disclose", f"case:{case.pk}", "lawyer")
    assert "mr. Aydin" in desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()


def test_a_page_to_print_leaves_in_the_same_way(case, desk) -> None:
    answer = make(desk, case, print="ja", **TO_LAWYER | {"voor": "politie"})
    row = Disclosure.objects.get()

    assert answer["Content-Type"].startswith("text/html")
    assert bytes(row.sha256) == tokens.sha256(answer.content)
    assert row.via == "police"


@pytest.mark.parametrize("reader", ["advocaat", "politie", "partner", "jongere"])
def test_a_reporter_a_secret_and_an_address_leave_for_nobody(case, desk, reader) -> None:
    along(desk, case, voor=reader)
    for paper in rules.YOUNGSTERS_TITLES:
        text = words(make(desk, case, **TO_LAWYER | {"voor": reader}, papier=paper.value).content)
        assert case.number in text
        assert people.STORY not in text
        assert "de arts" not in text
        assert "Verzonnenstraat" not in text
        assert "Fatima" not in text


def test_what_is_for_the_team_leaves_only_when_somebody_says_so_and_for_them_alone(
    case, desk
) -> None:
    assert "Notitie van het team." not in words(make(desk, case, **TO_LAWYER).content)
    page = along(desk, case).content.decode()
    line = AuditEntry.objects.filter(act="case:write").latest("id")

    assert "1 stuk van ons team mag mee naar de advocaat" in page
    assert 'value="mr. Aydin"' in page
    assert (line.act, line.thing, line.reason) == (
        "case:write", f"case:{case.pk}", "paper:advocaat:1",
    )  # fmt: skip
    assert "Notitie van het team." in words(make(desk, case, **TO_LAWYER).content)
    police = TO_LAWYER | {"voor": "politie"}
    assert "Notitie van het team." not in words(make(desk, case, **police).content)


def test_what_may_go_along_is_taken_back_by_the_same_button_and_a_second_tap_changes_nothing(
    case, desk
) -> None:
    for _ in range(2):
        along(desk, case)
    for _ in range(2):
        along(desk, case, "terug")

    reasons = AuditEntry.objects.filter(act="case:write", reason__contains="paper")
    assert [line.reason for line in reasons.order_by("id")] == [
        "paper:advocaat:1", "no-paper:advocaat:1",
    ]  # fmt: skip
    assert "Notitie van het team." not in words(make(desk, case, **TO_LAWYER).content)


def test_nothing_but_what_is_for_the_team_can_be_let_along(case, desk) -> None:
    every = [*case.entries.values_list("pk", flat=True), 10**17]
    page = along(desk, case, ids=[*every, "x", "-1", "٣", "9" * 30]).content.decode()

    assert list(case.entries.exclude(paper_for=[]).values_list("audience", flat=True)) == ["team"]
    assert "1 van een melder" in page
    assert "1 beroepsgeheim" in page


def test_an_entry_of_another_case_or_one_that_is_not_seen_is_not_let_along(
    case, desk, team
) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.latest("id")
    write(desk, other, "Elders.")
    along(desk, case, ids=list(other.entries.values_list("pk", flat=True)))
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="work", since=timezone.now(), reason="consulted",
        groups=["health"],
    )  # fmt: skip
    along(people.at_the_desk(joris), case)

    assert not other.entries.exclude(paper_for=[]).exists()
    assert not case.entries.exclude(paper_for=[]).exists()


def test_who_only_reads_lets_nothing_along(case, team) -> None:
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="consulted"
    )
    his = people.at_the_desk(joris)

    for recipient in rules.DocumentRecipient:
        assert along(his, case, voor=recipient.value).status_code == 403
    assert not case.entries.exclude(paper_for=[]).exists()


def test_when_nothing_goes_along_the_page_says_that_it_was_written_for_the_team(case, desk) -> None:
    case.entries.filter(audience="granted").delete()
    html = " ".join(look(desk, case, voor="advocaat").split())

    assert "0 regels mee, 3 niet" in html
    assert "1 stuk is geschreven voor “Ons team”.</b> Daarom gaat het niet mee" in html
    assert "Kies meer dagen" not in html


@pytest.mark.parametrize("kind", ["step", "period"])
@pytest.mark.parametrize("paper", ["tijdlijn", "overdracht", "samenvatting"])
def test_what_the_program_wrote_is_in_no_paper_for_others(case, desk, kind, paper) -> None:
    case.entries.filter(audience="granted").update(kind=kind)
    page = look(desk, case, voor="partner", papier=paper)

    assert case.number in page
    assert "Stap" not in page
    assert "Gesprek voor iedereen." not in page


@pytest.mark.parametrize("paper", ["tijdlijn", "overdracht", "samenvatting"])
def test_a_step_is_in_no_paper_for_oneself_either(case, desk, paper) -> None:
    case.entries.filter(audience="granted").update(kind="step")
    text = words(make(desk, case, papier=paper).content)

    assert case.number in text
    assert "Gesprek voor iedereen." not in text


def test_a_source_stays_unless_the_maker_leaves_it_out(case, desk) -> None:
    happened = {
        "text": "Stond te wachten bij school.", "kind": "event", "told_by": "mentor Jansen",
        "audience": "granted", "key": tokens.new_token(16).hex(), "when": "2026-11-20",
    }  # fmt: skip
    assert desk.post(f"/casus/{case.pk}/gebeurd/", happened).status_code == 302
    entry = case.entries.get(kind="event")

    assert "bron: mentor Jansen" in words(make(desk, case, **TO_LAWYER).content)
    without = make(desk, case, **TO_LAWYER, **{"zonder-bron": [f"stuk-{entry.pk}"]})
    assert "Stond te wachten" in words(without.content)
    assert "Jansen" not in words(without.content)
    to_youngster = TO_LAWYER | {"voor": "jongere"}
    assert "Jansen" not in words(make(desk, case, **to_youngster).content)


def test_the_sender_is_the_team_of_this_city_with_its_number_but_to_the_youngster(
    case, desk, settings
) -> None:
    settings.CITY = "Verzonnenstad"
    text = words(make(desk, case, **TO_LAWYER).content)
    assert "het coördinatieteam van Verzonnenstad, telefoon 06" in text

    youngster = words(make(desk, case, **TO_LAWYER | {"voor": "jongere"}).content)
    assert "Verzonnenstad" not in youngster


def test_the_next_paper_of_this_kind_knows_to_whom_and_why_and_asks_consent_anew(
    case, desk
) -> None:
    first = look(desk, case, voor="advocaat")
    make(desk, case, **TO_LAWYER)
    again = look(desk, case, voor="advocaat")

    assert 'value="Rechtsbijstand"' in first
    assert 'value="mr. Aydin"' in again
    assert 'value="Verweer"' in again
    assert "aan de telefoon" not in again
    assert "Aydin" not in look(desk, case, voor="partner")


def test_a_line_can_be_left_out_by_hand(case, desk) -> None:
    entry = case.entries.get(audience="team", kind="note")
    text = words(make(desk, case, weg=[f"stuk-{entry.pk}"]).content)

    assert "Notitie van het team." not in text
    assert "Gesprek voor iedereen." in text


def test_nobody_puts_back_what_has_to_stay_out(case, desk) -> None:
    secret = case.entries.get(audience="secret")
    text = words(make(desk, case, **TO_LAWYER, mee=[f"stuk-{secret.pk}"]).content)

    assert "Gesprek voor iedereen." in text
    assert "de arts" not in text


def test_what_the_maker_does_not_see_is_in_no_paper_and_is_counted(case, desk, team) -> None:
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="consulted",
        groups=["situation"],
    )  # fmt: skip
    his = people.at_the_desk(joris)
    html = look(his, case)

    assert "en 1 die jij niet ziet" in html
    assert "de arts" not in words(make(his, case).content)
    assert (
        his.get(f"/casus/{case.pk}/papieren/", {"papier": "veiligheidskaart"})
        .content.decode()
        .count("Wordt opgewacht")
        == 0
    )


def test_the_card_asks_only_what_its_maker_may_read_the_answer_to(case, desk, team) -> None:
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="consulted",
        groups=["safety"],
    )  # fmt: skip
    his, all_of_it = (
        " ".join(words(make(one, case, papier="veiligheidskaart").content).split())
        for one in (people.at_the_desk(joris), desk)
    )

    assert "Wat doen we als het misgaat?" in his
    assert "Wat weet school?" not in his
    assert "Wat weet school?" in all_of_it


def test_who_only_reads_makes_papers_for_themselves_alone(case, team) -> None:
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="consulted"
    )
    his = people.at_the_desk(joris)
    forged = TO_LAWYER | {"papier": "tijdlijn", "over": GROUPS, "gezien": "", "pdf": "ja"}

    assert make(his, case).status_code == 200
    assert his.get(f"/casus/{case.pk}/papieren/", {"voor": "politie"}).status_code == 403
    assert his.post(f"/casus/{case.pk}/papieren/maken/", forged).status_code == 403
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_without_a_grant_there_is_no_paper(case, team, role) -> None:
    at_the_desk = people.at_the_desk(people.a_member(team, f"zz-{role}", role))

    assert at_the_desk.get(f"/casus/{case.pk}/papieren/").status_code == 403
    assert at_the_desk.post(f"/casus/{case.pk}/papieren/maken/", {}).status_code == 403
    assert not Disclosure.objects.exists()


def test_a_strict_case_gives_papers_to_who_has_its_key_only(case, desk, team) -> None:
    joris = people.a_member(team, "Joris")
    desk.post(
        f"/casus/{case.pk}/toegang/", {"to": joris.pk, "level": "work", "reason": "works-along"}
    )
    desk.post(f"/casus/{case.pk}/strikt/", {"strikt": "ja"})
    ruud = people.a_member(team, "Ruud")
    CaseGrant.objects.create(
        case=case, member=ruud, level="work", since=timezone.now(), reason="consulted"
    )

    assert "Notitie van het team." in words(make(people.at_the_desk(joris), case).content)
    assert people.at_the_desk(ruud).get(f"/casus/{case.pk}/papieren/").status_code == 409


def test_what_changed_since_it_was_looked_at_is_looked_at_again(case, desk) -> None:
    html = look(desk, case)
    mark = html.split('name="gezien" value="')[1].split('"')[0]
    write(desk, case, "Kwam er net bij.")
    said = {"papier": "tijdlijn", "voor": "mezelf", "over": GROUPS, "gezien": mark, "pdf": "ja"}
    answer = desk.post(f"/casus/{case.pk}/papieren/maken/", said)

    assert answer.status_code == 409
    assert "Kwam er net bij." in answer.content.decode()
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"over": "alles", "gekozen": "mezelf"}, "Kies uit de lijst."),
        ({"papier": "dagboek"}, "Kies uit de lijst."),
        ({"voor": "iedereen"}, "Kies uit de lijst."),
        ({"vanaf": "2026-05-02", "tot": "2026-05-01"}, "De laatste dag ligt vóór de eerste."),
        ({"vanaf": "ooit"}, "Dit is geen dag."),
        ({"papier": "overdracht", "voor": "jongere"}, "Een overdracht is niet voor de jongere."),
    ],
)
def test_a_choice_that_cannot_be_says_so(case, desk, asked, sentence) -> None:
    answer = desk.get(f"/casus/{case.pk}/papieren/", asked)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"wie": ""}, "Schrijf eerst iets op."),
        ({"doel": "x" * 301}, "langer dan 300 tekens"),
        ({"grond": "own-work"}, "geldt niet voor een ander"),
        ({"grond": "zomaar"}, "Kies uit de lijst."),
        ({"reden": ""}, "Schrijf op wie het goed vond"),
        ({"grond": "law", "reden": ""}, "Schrijf op waarom dit mag"),
    ],
)
def test_without_to_whom_and_why_nothing_leaves(case, desk, said, sentence) -> None:
    answer = make(desk, case, **TO_LAWYER | said)
    html = answer.content.decode()

    assert answer.status_code == 400
    assert sentence in html
    assert not Disclosure.objects.exists()
    assert "Hijzelf, vandaag aan de telefoon" in html or not said.get("reden", "x")


def test_too_many_lines_for_one_paper_says_how_many_and_what_to_do(case, desk, monkeypatch) -> None:
    monkeypatch.setattr(rules, "MOST_LINES", 3)
    html = look(desk, case)

    assert "Dit zijn 4 regels. In één papier gaan er 3." in html
    assert "Maak de PDF" not in html


def test_what_became_too_much_after_the_look_does_not_leave(case, desk, monkeypatch) -> None:
    action = "uitweg.casework.documents.actions.documents.too_large_because"
    monkeypatch.setattr(action, lambda items: "Te veel.")
    answer = make(desk, case, **TO_LAWYER)

    assert "Dit is te veel voor één papier." in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_a_long_list_of_what_stays_out_is_named_in_part(case, desk, monkeypatch) -> None:
    monkeypatch.setattr(views, "MAX_OMISSIONS_LISTED", 1)
    html = look(desk, case, voor="partner")

    assert html.count('class="tag') == 1
    assert "En nog 1." in html


def test_too_much_text_for_one_paper_says_so(case, desk, monkeypatch) -> None:
    monkeypatch.setattr(rules, "MOST_CHARACTERS", 30)

    assert "te veel tekst voor één papier" in look(desk, case)


def test_everything_left_out_is_no_paper(case, desk) -> None:
    every = [f"stuk-{pk}" for pk in case.entries.values_list("pk", flat=True)]
    answer = make(desk, case, weg=every)

    assert answer.status_code == 400
    assert "Zo staat er niets in dit papier." in answer.content.decode()


def test_no_paper_touches_the_disk_and_none_says_who_made_it(case, desk, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file in the clear")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    answer = make(desk, case)
    with pikepdf.open(BytesIO(answer.content)) as paper:
        told = dict(paper.docinfo)

    assert {name: str(value) for name, value in told.items()} == {
        "/Title": f"Tijdlijn {case.number}"
    }
    assert "no-store" in answer["Cache-Control"] or answer["X-Content-Type-Options"] == "nosniff"


def test_a_pdf_that_cannot_be_made_is_no_disclosure(case, desk, monkeypatch) -> None:
    from uitweg.platform.sandbox.typeset.run import CannotTypeset

    def broken(*_: object) -> bytes:
        raise CannotTypeset

    monkeypatch.setattr("uitweg.casework.documents.actions.documents.typeset", broken)
    answer = make(desk, case)

    assert answer.status_code == 409
    assert "De PDF maken lukte niet." in answer.content.decode()
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("paper", ["tijdlijn", "veiligheidskaart", "overdracht", "samenvatting"])
def test_each_paper_is_made_with_number_day_and_page_on_it(case, desk, paper) -> None:
    text = words(make(desk, case, papier=paper).content)

    assert case.number in text
    assert "Vertrouwelijk" in text
    assert "1 van 1" in text
    assert "Gemaakt op" in text


def test_the_card_on_paper_says_how_safe_it_is_since_when_and_of_which_day_it_is(
    case, desk
) -> None:
    judged = {"blad-risk": "acute", "version": 0, "key": "0c" * 16}
    desk.post(f"/casus/{case.pk}/beoordeling/", judged)
    text = words(make(desk, case, papier="veiligheidskaart").content)
    today = date_in_full(timezone.localdate())

    assert f"Acuut gevaar, sinds {today}\nWordt opgewacht" in text
    assert "Bijgewerkt op" in text
    assert text.count(today) == 3, "the danger, the card, and the day it was made"


def test_what_is_empty_is_said_in_words(case, desk) -> None:
    text = words(make(desk, case, papier="samenvatting").content)

    assert "Hierover is nog niets opgeschreven." in text
    assert "Er staat nog geen doel in het plan." in text


def test_the_youngsters_paper_carries_no_word_that_tells(case, desk) -> None:
    said = TO_LAWYER | {"voor": "jongere", "papier": "veiligheidskaart"}
    answer = make(desk, case, **said)
    text = words(answer.content)

    assert answer["Content-Disposition"].endswith('-overzicht.pdf"')
    assert "Alleen voor jou" in text
    assert "Veiligheidskaart" not in text
    assert "Vertrouwelijk" not in text
