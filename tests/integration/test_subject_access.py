"""Subject access: all of one person, nothing of others, read by two, handed out once."""

import hashlib
import re

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.subject_access.actions import items, packages
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.casework.subject_access.rules import PackageChoices
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

STORY = "Zijn neef Karim zei dat Souf bij school stond."


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    """A case with something of every kind."""
    where = f"/casus/{case.pk}"
    person = {"blad-name": "Souf", "blad-guardians": "Moeder Zohra", "version": 0}
    desk.post(f"{where}/persoon/", person | key())
    desk.post(f"{where}/doel/", {"text": "Terug naar school", "domain": "school"} | key())
    desk.post(f"{where}/", {"text": STORY, "kind": "note"} | key())
    return case


@pytest.fixture
def joris(team, case):  # type: ignore[no-untyped-def]
    """A colleague who works in the case too."""
    member = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=member, level="work", since=timezone.now(), reason="works-along"
    )
    return people.at_the_desk(member)


def key() -> dict[str, str]:
    return {"key": tokens.new_token(16).hex()}


def note() -> Entry:
    return Entry.objects.get(kind="note")


def typed(case: Case, browser, **said: object) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """Return the form as the page proposes it, with something changed."""
    html = browser.get(f"/casus/{case.pk}/inzage/").content.decode()
    shown = re.search(r'name="shown" value="([^"]*)"', html)
    version = re.search(r'name="version" value="(\d+)"', html)
    assert shown
    assert version
    took = dict.fromkeys(re.findall(r'name="(mee-[^"]+)"\s+value="yes"\s+checked', html), "yes")
    return {"shown": shown[1], "version": version[1], **took, **key(), **said}


def out(case: Case, desk, joris, **said: object):  # type: ignore[no-untyped-def]
    """Walk the whole way, and return the answer that holds the package."""
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes", **said))
    joris.get(f"{where}/pakket/")
    joris.post(f"{where}/akkoord/")
    return desk.post(f"{where}/ophalen/", {"recipient": "De jongere zelf"})


def test_the_bytes_that_leave_are_the_bytes_that_were_read(case, desk, joris) -> None:
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes"))
    read = joris.get(f"{where}/pakket/").content
    joris.post(f"{where}/akkoord/")
    left = desk.post(f"{where}/ophalen/", {"recipient": "De jongere zelf"})
    row = Disclosure.objects.get()

    assert left.content == read
    assert bytes(row.sha256) == hashlib.sha256(read).digest()
    assert (row.via, row.basis) == ("subject-access", "request")
    assert left["Content-Disposition"] == 'attachment; filename="overzicht.html"'
    assert "Terug naar school" in read.decode()


def test_sources_and_others_are_proposed_to_stay_out(case, desk, joris) -> None:
    html = out(case, desk, joris).content.decode()

    assert "Souf" in html
    assert people.STORY not in html
    assert "Zohra" not in html
    assert "Aantal stukken dat hier niet bij zit: 2" in html


def test_nothing_in_the_package_says_that_somebody_reported(case, desk, joris) -> None:
    html = out(case, desk, joris).content.decode().lower()

    assert "souf" in html
    assert not any(word in html for word in ("melder", "melding", "bron", "fatima", "joris"))


@pytest.mark.parametrize("audience", [Audience.SECRET, Audience.ORGANISATION])
def test_a_secret_and_another_organisations_words_are_proposed_to_stay_out(
    case, desk, joris, audience
) -> None:
    Entry.objects.filter(pk=note().pk).update(audience=audience)
    html = out(case, desk, joris).content.decode()

    assert "Souf" in html
    assert "Karim" not in html


def test_what_is_blacked_out_is_not_in_the_bytes_and_the_case_is_unchanged(
    case, desk, joris
) -> None:
    before = bytes(note().sealed_text)
    html = out(case, desk, joris, everywhere="karim\nbij   school").content.decode()

    assert "Zijn neef █████ zei dat Souf █████ stond." in html
    assert "arim" not in html
    assert bytes(note().sealed_text) == before
    assert STORY in desk.get(f"/casus/{case.pk}/").content.decode()


def test_words_go_black_in_one_item_only(case, desk, joris) -> None:
    html = out(case, desk, joris, **{f"zwart-stuk-{note().pk}": "Souf"}).content.decode()

    assert "dat █████ bij school" in html
    assert "<p>Souf</p>" in html


def test_the_work_is_sealed_and_can_be_left_and_resumed(case, desk) -> None:
    form = typed(case, desk, everywhere="Karim", save="yes")
    del form[f"mee-stuk-{note().pk}"]
    desk.post(f"/casus/{case.pk}/inzage/bewaar/", form)
    html = desk.get(f"/casus/{case.pk}/inzage/").content.decode()

    assert b"Karim" not in bytes(SubjectAccessRequest.objects.get().sealed_choices)
    assert ">\nKarim</textarea>" in html
    assert f"mee-stuk-{note().pk}" not in typed(case, desk)


def test_what_is_added_after_a_save_is_proposed_anew(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/inzage/bewaar/", typed(case, desk, save="yes"))
    desk.post(f"/casus/{case.pk}/", {"text": "Nieuw.", "kind": "note"} | key())

    assert f"mee-stuk-{Entry.objects.latest('id').pk}" in typed(case, desk)


@pytest.mark.postgres
def test_two_who_choose_at_once_see_what_the_other_chose(case, desk, joris) -> None:
    mine, theirs = typed(case, desk, everywhere="Karim"), typed(case, joris, everywhere="neef")
    joris.post(f"/casus/{case.pk}/inzage/bewaar/", theirs)
    page = desk.post(f"/casus/{case.pk}/inzage/bewaar/", mine)
    html = page.content.decode()

    assert page.status_code == 409
    assert "Je collega schreef: neef" in html
    assert ">\nKarim</textarea>" in html
    assert 'name="version" value="1"' in html


def test_who_made_it_does_not_agree(case, desk, joris) -> None:
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes"))
    desk.get(f"{where}/pakket/")

    assert desk.post(f"{where}/akkoord/").status_code == 409
    assert SubjectAccessRequest.objects.get().step == "looking"


def test_another_account_that_the_maker_alone_brought_in_does_not_agree(
    case, desk, joris, fatima
) -> None:
    Member.objects.filter(login="joris").update(brought_in_by=fatima.pk)
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes"))
    joris.get(f"{where}/pakket/")

    assert joris.post(f"{where}/akkoord/").status_code == 409
    assert f"{where}/akkoord/" not in joris.get(f"{where}/").content.decode()
    assert f"{where}/" not in joris.get("/werk/").content.decode()


def test_who_did_not_read_it_does_not_agree(case, desk, joris) -> None:
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes"))
    assert joris.post(f"{where}/akkoord/").status_code == 409
    joris.get(f"{where}/pakket/")

    assert joris.post(f"{where}/akkoord/").status_code == 302


def test_a_package_that_was_made_anew_is_read_anew(case, desk, joris) -> None:
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes"))
    joris.get(f"{where}/pakket/")
    desk.post(f"{where}/terug/")
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes", everywhere="Karim"))

    assert joris.post(f"{where}/akkoord/").status_code == 409


def test_it_is_fetched_once_and_nothing_stays(case, desk, joris) -> None:
    out(case, desk, joris)
    again = desk.post(f"/casus/{case.pk}/inzage/ophalen/", {"recipient": "Nog iemand"})
    row = SubjectAccessRequest.objects.get()

    assert again.status_code == 409
    assert Disclosure.objects.count() == 1
    assert (row.step, bytes(row.sealed_choices), bytes(row.sealed_package)) == ("given", b"", b"")
    assert desk.get(f"/casus/{case.pk}/inzage/pakket/").status_code == 409


def test_nothing_leaves_before_a_second_person_agreed(case, desk) -> None:
    where = f"/casus/{case.pk}/inzage"
    assert desk.post(f"{where}/ophalen/", {"recipient": "De jongere"}).status_code == 409
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes"))
    assert desk.post(f"{where}/ophalen/", {"recipient": "De jongere"}).status_code == 409

    assert not Disclosure.objects.exists()


def test_to_whom_it_goes_is_asked(case, desk, joris) -> None:
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", typed(case, desk, ready="yes"))
    joris.get(f"{where}/pakket/")
    joris.post(f"{where}/akkoord/")

    assert desk.post(f"{where}/ophalen/", {"recipient": " "}).status_code == 400
    assert SubjectAccessRequest.objects.get().step == "ready"


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "x"},
        {"version": -1},
        {"key": "zz"},
        {"everywhere": "x" * 4001},
        {"everywhere": "\n".join(f"w{n}" for n in range(201))},
        {"everywhere": "a\x00b"},
    ],
)
def test_a_forged_form_changes_nothing(case, desk, wrong) -> None:
    page = desk.post(f"/casus/{case.pk}/inzage/bewaar/", typed(case, desk, **wrong))

    assert page.status_code == 400
    assert not SubjectAccessRequest.objects.exists()


def test_an_item_of_another_case_is_no_item(case, desk, team) -> None:
    other = Case.objects.create(
        coordinator=case.coordinator, opened_at=timezone.now(), sealed_key=b"", key_id=b""
    )
    theirs = Entry.objects.create(
        case=other, kind="note", written_at=timezone.now(), written_by=case.coordinator,
        form_key=tokens.new_token(16), sealed_text=b"",
    )  # fmt: skip
    form = typed(case, desk, **{f"mee-stuk-{theirs.pk}": "yes"})
    form["shown"] = f"{form['shown']} stuk-{theirs.pk} ../../etc <script>"
    desk.post(f"/casus/{case.pk}/inzage/bewaar/", form)
    keyring = people.keyring_of(case.coordinator)
    package = packages.read_package(case=case, by=acting(case.coordinator, keyring=keyring))

    assert f"stuk-{theirs.pk}" not in package.choices.included


def test_a_long_file_is_chosen_in_parts(case, desk) -> None:
    ring, now = people.keyring_of(case.coordinator), timezone.now()
    opened = case_keys.open_case_key(case, ring)
    from uitweg.casework.cases.case.rules.contents import EntryKind
    from uitweg.casework.cases.timeline.actions.entries import write_entry

    for n in range(170):
        write_entry(opened, EntryKind.NOTE, f"Stuk {n}", by=acting(case.coordinator, now=now))
    first = typed(case, desk)
    assert desk.post(f"/casus/{case.pk}/inzage/bewaar/", {**first, "deel": 1, "next": "yes"}).url.endswith("?deel=2")  # fmt: skip
    html = desk.get(f"/casus/{case.pk}/inzage/?deel=3").content.decode()

    assert "Deel 3 van 3" in html
    assert "Stuk 169" in html
    assert "Klaar: laat een collega lezen" in html


def test_a_hostile_text_is_text_in_the_package(case, desk, joris) -> None:
    desk.post(f"/casus/{case.pk}/", {"text": "<script>alert(1)</script>", "kind": "note"} | key())
    answer = out(case, desk, joris)

    assert "<script" not in answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"]


# who


def test_who_sees_less_is_shown_no_package_with_more_in_it(case, desk, team) -> None:
    desk.post(f"/casus/{case.pk}/inzage/bewaar/", typed(case, desk, ready="yes"))
    half = people.a_member(team, "Half")
    CaseGrant.objects.create(
        case=case, member=half, level="read", groups=["contact"], since=timezone.now(),
        reason="consulted",
    )  # fmt: skip
    browser = people.at_the_desk(half)

    assert browser.get(f"/casus/{case.pk}/inzage/").status_code == 200
    assert browser.get(f"/casus/{case.pk}/inzage/pakket/").status_code == 409
    assert browser.post(f"/casus/{case.pk}/inzage/akkoord/").status_code == 409


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_role_without_a_grant_comes_near(case, desk, team, role: Role) -> None:
    desk.post(f"/casus/{case.pk}/inzage/bewaar/", typed(case, desk, ready="yes"))
    browser = people.at_the_desk(people.a_member(team, f"zz-{role}", role))
    for page in ("", "pakket/"):
        assert browser.get(f"/casus/{case.pk}/inzage/{page}").status_code == 403
    for act in ("bewaar/", "terug/", "akkoord/", "ophalen/"):
        assert browser.post(f"/casus/{case.pk}/inzage/{act}", {"recipient": "x"}).status_code == 403

    assert SubjectAccessRequest.objects.get().step == "looking"


def test_who_only_reads_chooses_nothing(case, desk, team) -> None:
    member = people.a_member(team, "Lezer")
    CaseGrant.objects.create(
        case=case, member=member, level="read", since=timezone.now(), reason="consulted"
    )
    browser = people.at_the_desk(member)
    form = typed(case, desk)

    assert browser.post(f"/casus/{case.pk}/inzage/bewaar/", form).status_code == 403
    assert not SubjectAccessRequest.objects.exists()


def test_each_look_stands_in_the_audit_log(case, desk, joris) -> None:
    out(case, desk, joris)
    acts = list(AuditEntry.objects.order_by("id").values_list("act", "reason"))

    assert [act for act, _ in acts if act in ("case:check-subject-access", "case:disclose")] == [
        "case:check-subject-access",
        "case:disclose",
    ]
    assert ("case:write", "subject-access:ready") in acts


def test_everything_of_the_person_is_among_the_items(case, desk) -> None:
    """What a case holds in words is an item, or this test is told why not."""
    ring = people.keyring_of(case.coordinator)
    opened, sight = case_keys.open_case_key(case, ring), case.visibility_for(case.coordinator_id)
    desk.post(f"/casus/{case.pk}/actie/", {"text": "Bellen", "owner": case.coordinator_id, "due_on": ""} | key())  # fmt: skip
    found = items.package_items(case, opened, sight, now=timezone.now())

    assert {one.id.split("-")[0] for one in found} == {"blad", "doel", "actie", "stuk"}
    assert sum(one.id.startswith("stuk-") for one in found) == Entry.objects.count()


def test_of_an_older_sheet_only_what_was_different_is_an_item(case, desk) -> None:
    again = {"blad-name": "Souf", "blad-guardians": "Oma", "version": 1}
    desk.post(f"/casus/{case.pk}/persoon/", again | key())
    ring = people.keyring_of(case.coordinator)
    found = items.package_items(
        case,
        case_keys.open_case_key(case, ring),
        case.visibility_for(case.coordinator_id),
        now=timezone.now(),
    )
    person = [one for one in found if one.section == "Persoon"]

    assert Sheet.objects.filter(kind="person").count() == 2
    assert [one.text for one in person] == ["Souf", "Oma", "Moeder Zohra"]
    assert all(PackageChoices().includes(one) == (one.text == "Souf") for one in person)


def test_what_was_decided_on_one_part_stays_decided_on_the_next(case, desk, joris) -> None:
    from uitweg.casework.cases.case.rules.contents import EntryKind
    from uitweg.casework.cases.timeline.actions.entries import write_entry

    opened = case_keys.open_case_key(case, people.keyring_of(case.coordinator))
    for n in range(100):
        write_entry(
            opened, EntryKind.NOTE, f"Stuk {n}", by=acting(case.coordinator, now=timezone.now())
        )
    where = f"/casus/{case.pk}/inzage"
    out, black = Entry.objects.filter(kind="note").order_by("id")[1:3]
    first = typed(case, desk, next="yes", **{f"zwart-stuk-{black.pk}": "Stuk"})
    del first[f"mee-stuk-{out.pk}"]
    second = desk.post(f"{where}/bewaar/", first).url
    html = desk.get(second).content.decode()
    shown = re.search(r'name="shown" value="([^"]*)"', html)
    assert shown
    took = {f"mee-{one}": "yes" for one in shown[1].split()}
    last = {"shown": shown[1], "version": 1, "deel": 2, "ready": "yes"}
    desk.post(f"{where}/bewaar/", last | took | key())
    package = joris.get(f"{where}/pakket/").content.decode()

    assert "Stuk 99" in package
    assert "Stuk 0<" not in package
    assert "Stuk 1<" not in package
    assert "█████ 1<" in package
