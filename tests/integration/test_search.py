"""Search and "known already?": found by sound, shown only to who may see it, kept as tokens."""

from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from tests.support import people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import LOOKUP_SQL, PRESENT_SQL, Case, CaseGrant, SearchToken
from uitweg.casework.search.actions import rate_limit
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

SMILEY = {"name": "Youssef Bouzidi", "called": "Smiley", "phones": "06-555 123 45"}
SMILEY |= {"lives": "Verzonnenstraat 1", "school": "Mundus"}
PIECE = {"HTTP_ACCEPT": "text/html+piece"}


@pytest.fixture(autouse=True)
def a_fresh_pace():  # type: ignore[no-untyped-def]
    rate_limit.SEARCH_RATE_LIMIT.clear()


@pytest.fixture
def joris(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Joris"))


def a_case(desk, **fields: str) -> Case:  # type: ignore[no-untyped-def]
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    case = Case.objects.order_by("-id")[0]
    told(desk, case, 0, **(fields or SMILEY))
    return case


def told(desk, case: Case, version: int, **fields: str) -> None:  # type: ignore[no-untyped-def]
    said = {f"blad-{name}": text for name, text in fields.items()}
    key = tokens.new_token(16).hex()
    answer = desk.post(f"/casus/{case.pk}/persoon/", said | {"version": version, "key": key})
    assert answer.status_code == 302


def search(desk, q: str) -> str:  # type: ignore[no-untyped-def]
    return " ".join(desk.post("/zoeken/", {"q": q}).content.decode().split())


def beside(desk, text: str, **chips: str):  # type: ignore[no-untyped-def]
    return desk.post("/belnotitie/bekend/", {"text": text, "key": "ab" * 16, **chips})


@pytest.mark.postgres
@pytest.mark.parametrize(
    "q", ["smiley", "Smaili", "smi", "joesoef", "bouz", "+31 655512345", "youssef boezidi"]
)
def test_ones_own_case_is_found_by_sound_start_and_number(team, desk, q: str) -> None:
    case = a_case(desk)
    page = search(desk, q)

    assert f"/casus/{case.pk}/" in page
    assert "“Smiley”" in page


@pytest.mark.postgres
def test_the_number_of_a_case_a_report_and_a_call_lead_there(team, desk) -> None:
    case = a_case(desk)
    desk.post("/belnotitie/", {"text": "Iemand belt.", "key": "ab" * 16, "version": 0})
    call = CallNote.objects.get()
    page = search(desk, f"{case.number} m-{case.report_id:04d} B{call.pk}")

    assert f'href="/casus/{case.pk}/"' in page
    assert f'href="/werk/melding/{case.report_id}/"' in page
    assert f"Belnotitie {call.number}" in page


def test_a_word_of_an_action_leads_to_ones_own_case_and_to_no_colleagues(team, desk, joris) -> None:
    case = a_case(desk)
    fatima = case.coordinator.pk
    action = {"text": "Zwemles regelen", "key": "cd" * 16, "owner": fatima}
    desk.post(f"/casus/{case.pk}/actie/", action)

    assert f"/casus/{case.pk}/" in search(desk, "zwemles")
    assert "Niets gevonden" in search(joris, "zwemles")
    told(desk, case, 1, called="Anders")
    assert f"/casus/{case.pk}/" in search(desk, "zwemles")


def test_of_a_colleagues_case_only_whom_to_ask_is_said(team, desk, joris) -> None:
    case = a_case(desk)
    for page in (search(joris, "smaili"), beside(joris, "Wordt Smaili genoemd").content.decode()):
        assert "Fatima" in page
        assert "Smiley" not in page
        assert "Bouzidi" not in page
        assert case.number not in page


def test_of_a_colleagues_case_half_a_word_a_street_or_a_school_finds_nothing(
    team, desk, joris
) -> None:
    a_case(desk)
    for q in ("smi", "Mundus", "Verzonnenstraat"):
        assert "Niets gevonden" in search(joris, q)


def test_who_has_the_card_alone_is_led_to_the_card_and_reads_no_name(team, desk) -> None:
    case = a_case(desk)
    noor = people.a_member(team, "Noor")
    now = timezone.now()
    CaseGrant.objects.create(case=case, member=noor, level="card", since=now, reason="consulted")
    page = search(people.at_the_desk(noor), "smiley")

    assert f"/casus/{case.pk}/kaart/" in page
    assert "“Smiley”" not in page
    assert "Bouzidi" not in page


def test_a_grant_that_ended_shows_the_case_as_a_colleagues(team, desk) -> None:
    case = a_case(desk)
    noor = people.a_member(team, "Noor")
    now = timezone.now()
    CaseGrant.objects.create(
        case=case, member=noor, level="read", since=now, until=now, reason="consulted"
    )
    page = search(people.at_the_desk(noor), "smiley")

    assert "Bekend, vraag Fatima" in page
    assert "“Smiley”" not in page


def test_beside_a_note_stands_ones_own_case_with_its_alarm_and_a_way_to_add_the_note(
    team, desk
) -> None:
    case = a_case(desk)
    card = {"blad-alarm": "Bedreigd door een neef", "version": 0, "key": "ee" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", card)
    said = beside(desk, "Jongen, wordt Smaili genoemd.").content.decode()

    assert "Bedreigd door een neef" in said
    assert f"/casus/{case.pk}/kaart/" in said
    assert f'value="{case.pk}"' in said


def test_what_stands_in_a_chip_is_matched_too(team, desk) -> None:
    a_case(desk)

    assert "“Smiley”" in beside(desk, "Hij fluistert.", caller="Smaili").content.decode()


def test_without_a_script_saving_the_note_shows_who_it_may_be(team, desk) -> None:
    case = a_case(desk)
    note = {"text": "Wordt Smaili genoemd.", "key": "ab" * 16, "version": 0}
    page = desk.post("/belnotitie/", note, follow=True).content.decode()

    assert "misschien bekend" in page
    assert f"/casus/{case.pk}/kaart/" in page


def test_a_report_is_matched_only_when_somebody_asks(team, desk, joris) -> None:
    a_case(desk)
    report = people.a_report(text="Ze noemen hem Smaili.")
    before = joris.get(f"/werk/melding/{report.pk}/").content.decode()
    after = joris.post(f"/werk/melding/{report.pk}/bekend/").content.decode()

    assert "vraag daar" not in before
    assert "vraag daar" in after
    assert AuditEntry.objects.get(act="case:found").reason == report.number


@pytest.mark.postgres
def test_a_new_version_of_the_sheet_is_found_by_its_new_words_only(team, desk) -> None:
    case = a_case(desk)
    told(desk, case, 1, called="Kabouter")

    assert f"/casus/{case.pk}/" in search(desk, "kabouter")
    assert "Niets gevonden" in search(desk, "smiley")
    assert "Niets gevonden" in search(desk, "0655512345")


def test_what_is_not_kept_is_not_found(team, desk) -> None:
    case = a_case(desk)
    with patch("uitweg.platform.audit.actions.audit_log.record", side_effect=RuntimeError):
        said = {"blad-called": "Kabouter", "version": 1, "key": "ef" * 16}
        with pytest.raises(RuntimeError):
            desk.post(f"/casus/{case.pk}/persoon/", said)

    assert "Niets gevonden" in search(desk, "kabouter")
    assert f"/casus/{case.pk}/" in search(desk, "smiley")


def test_a_case_that_is_gone_is_found_no_more_and_leaves_no_word(team, desk) -> None:
    case = a_case(desk)
    case.delete()

    assert "Niets gevonden" in search(desk, "smiley")
    assert not SearchToken.objects.exists()


@pytest.mark.postgres
def test_a_copy_of_the_store_shows_no_name_and_no_word_that_two_cases_share(team, desk) -> None:
    for _ in range(6):
        a_case(desk)
    tokens_kept = list(SearchToken.objects.values_list("token", flat=True))

    assert len(tokens_kept) == len(set(tokens_kept))
    assert {field.name for field in SearchToken._meta.fields} == {"id", "case", "token"}
    with connection.cursor() as store:
        store.execute("SELECT token FROM cases_searchtoken")
        assert {len(row[0]) for row in store.fetchall()} == {8}


@pytest.mark.postgres
def test_each_case_shown_is_one_line_in_the_audit_log_and_a_pause_is_none(team, desk) -> None:
    a_case(desk)
    for _ in range(3):
        beside(desk, "Wordt Smaili genoemd.")
    search(desk, "niemand")
    lines = AuditEntry.objects.filter(act="case:found")

    assert [line.reason for line in lines] == ["call"]
    assert not AuditEntry.objects.filter(reason__icontains="smail").exists()


def test_a_first_name_of_many_is_not_shown_of_colleagues_and_a_whole_name_is(
    team, desk, joris
) -> None:
    for nth in "abcdef":
        a_case(desk, name=f"Mohamed Zoek{nth}ster")
    page = search(joris, "mohamed")

    assert "Bekend, vraag" not in page
    assert "Typ ook de achternaam" in page
    assert "Bekend, vraag Fatima" in search(joris, "Mohammed Zoekaster")


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("q", "status"),
    [
        ("x" * 10_000, 400),
        ("a\x00b", 400),
        ("'; DROP TABLE cases_searchtoken; --", 200),
        ("%_\\", 200),
        ("U-99999999999999999999", 200),
        ("M-999999999", 200),
        ("<script>alert(1)</script>", 200),
        ("\u202e\u0000"[:1], 200),
    ],
)
def test_odd_words_get_an_answer_and_change_nothing(team, desk, q: str, status: int) -> None:
    a_case(desk)
    before = list(SearchToken.objects.values_list("token", flat=True))
    answer = desk.post("/zoeken/", {"q": q})

    assert answer.status_code == status
    assert "<script>alert" not in answer.content.decode()
    assert list(SearchToken.objects.values_list("token", flat=True)) == before


@pytest.mark.parametrize("text", ["x" * 20_001, "a\x00b"])
def test_a_note_that_is_too_long_or_broken_is_matched_with_nothing(team, desk, text: str) -> None:
    assert beside(desk, text).status_code == 400


def test_no_word_is_looked_for_in_an_address(team, desk) -> None:
    a_case(desk)

    assert "“Smiley”" not in desk.get("/zoeken/?q=smiley").content.decode()


def test_one_letter_and_nothing_get_a_sentence(team, desk) -> None:
    assert "Typ nog een letter" in search(desk, "s")
    assert "Zoek op naam" in search(desk, "  ")
    assert "Zoek op naam" in desk.get("/zoeken/").content.decode()


def test_a_script_gets_the_results_alone(team, desk) -> None:
    a_case(desk)
    piece = desk.post("/zoeken/", {"q": "smiley"}, **PIECE).content.decode()

    assert "“Smiley”" in piece
    assert "<html" not in piece


def test_who_asks_faster_than_a_person_types_waits_a_minute(team, desk) -> None:
    with patch.object(rate_limit, "SEARCHES_PER_WINDOW", 3):
        answers = [desk.post("/zoeken/", {"q": "smiley"}).status_code for _ in range(4)]
        last = beside(desk, "smiley")

    assert answers == [200, 200, 200, 429]
    assert last.status_code == 429
    assert "Over een minuut" in last.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.LEAD}), ids=str)
def test_who_holds_no_key_searches_nothing(team, desk, role: Role) -> None:
    a_case(desk)
    member = people.at_the_desk(people.a_member(team, "Wim", role))

    assert member.post("/zoeken/", {"q": "smiley"}).status_code == 403
    assert beside(member, "smiley").status_code == 403
    assert 'role="search"' not in member.get("/ik/").content.decode()


@pytest.mark.postgres
def test_the_index_is_asked_by_token_and_nothing_is_sorted_or_walked_whole(team, desk) -> None:
    a_case(desk)
    asked = [bytes([n]) * 8 for n in range(200)]
    of_own = SearchToken.objects.filter(token__in=asked, case__in=[1, 2, 3]).values_list(
        "case_id", "token"
    )
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as store:
        if connection.vendor == "postgresql":  # a table of a few rows is read whole, and rightly
            store.execute("SET LOCAL enable_seqscan = off")
        store.execute(explain + LOOKUP_SQL.format(", ".join(["%s"] * 200)), [*asked, 4001])
        of_all = " ".join(str(row) for row in store.fetchall())
        # of one case PostgreSQL may as well take the other index, by skipping along the cases
        by_token = "word_by_token" if connection.vendor == "sqlite" else "Index"
        for plan, index in ((of_all, by_token), (of_own.explain(), "token")):
            assert index in plan
            assert not any(slow in plan for slow in ("SCAN cases", "Seq Scan", "TEMP B", "Sort"))


@pytest.mark.postgres
def test_whether_a_token_is_taken_reads_one_row_of_it_however_many_cases_have_it(
    team, desk
) -> None:
    """Else saving a common name, and a new team key, read all cases for each case."""
    common, nowhere = b"common!!", b"nowhere!"
    cases = [a_case(desk, name=f"Iemand {n}") for n in range(3)]
    SearchToken.objects.bulk_create([SearchToken(case=case, token=common) for case in cases])
    with connection.cursor() as store:
        store.execute(PRESENT_SQL.format("(%s), (%s)"), [common, nowhere])
        assert len(store.fetchall()) == 1

    assert SearchToken.objects.present([common, nowhere]) == {common}
    assert SearchToken.objects.present([]) == set()


@pytest.mark.postgres
def test_a_very_common_name_reads_a_bounded_number_of_rows_and_still_finds_ones_own(
    team, desk, joris
) -> None:
    from uitweg.casework.search.actions import case_search

    for nth in "abcdef":
        a_case(desk, name=f"Mohamed Zoek{nth}ster")
    own = a_case(joris, name="Mohamed Eigenaar")
    with (
        patch.object(case_search, "MAX_INDEX_ROWS", 20),
        patch.object(case_search, "COMMON_ABOVE_ROWS", 2),
    ):
        page = search(joris, "mohamed")
        whole = search(joris, "Mohamed Zoekcster")
        everything = [bytes(t) for t in SearchToken.objects.values_list("token", flat=True)]
        assert len(case_search._index_rows(everything)) == 21

    assert f"/casus/{own.pk}/" in page
    assert "Typ ook de achternaam" in page
    assert "Bekend, vraag Fatima" in whole


def test_a_case_that_does_not_open_stops_no_search(team, desk) -> None:
    broken, whole = a_case(desk), a_case(desk)
    Case.objects.filter(pk=broken.pk).update(sealed_key=whole.sealed_key)
    page = search(desk, "smiley")

    assert f"/casus/{whole.pk}/" in page
    assert "“Smiley”" in page
    assert "Nog geen naam" in page


@pytest.mark.postgres
def test_a_colleagues_hit_costs_no_more_questions_however_many_there_are(team, desk, joris) -> None:
    from django.test.utils import CaptureQueriesContext

    asked = []
    for _ in range(2):
        a_case(desk, called="Smiley")
        with CaptureQueriesContext(connection) as queries:
            search(joris, "smiley")
        asked.append(len(queries))
        AuditEntry.objects.all().delete()

    assert asked[1] <= asked[0] + 1


def test_of_a_strict_case_a_colleague_reads_only_to_call_the_lead(team, desk, joris) -> None:
    case = a_case(desk)
    Case.objects.filter(pk=case.pk).update(is_restricted=True)
    for page in (search(joris, "smaili"), beside(joris, "Wordt Smaili genoemd").content.decode()):
        assert "leiding" in page
        assert "Fatima" not in page
        assert f"/casus/{case.pk}/" not in page
    assert "Niets gevonden" in search(joris, case.number)


def test_who_has_the_card_alone_finds_no_word_of_an_action(team, desk) -> None:
    case = a_case(desk)
    action = {"text": "Zwemles regelen", "key": "cd" * 16, "owner": case.coordinator.pk}
    desk.post(f"/casus/{case.pk}/actie/", action)
    noor = people.a_member(team, "Noor")
    now = timezone.now()
    CaseGrant.objects.create(case=case, member=noor, level="card", since=now, reason="consulted")

    assert "Niets gevonden" in search(people.at_the_desk(noor), "zwemles")
    assert f"/casus/{case.pk}/" in search(desk, "zwemles")
