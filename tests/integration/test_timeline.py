"""The timeline of a case: what happened and what was seen, when, by whom; and how to find it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.audit.models import AuditEntry

KEY = "ab" * 16


def tell(desk, case: Case, **said: str):  # type: ignore[no-untyped-def]
    return desk.post(f"/casus/{case.pk}/gebeurd/", {"key": KEY} | said)


def page(desk, case: Case, asked: str = "") -> str:  # type: ignore[no-untyped-def]
    return desk.get(f"/casus/{case.pk}/{asked}").content.decode()


def heads(html: str) -> list[str]:
    """Return the head of each row of the timeline, as it stands on the page."""
    line = html.split('<ol class="tl">')[1].split("</ol>")[0]
    return [re.sub(r"<[^>]*>", "", head).strip() for head in re.findall(r"<h3>(.*?)</h3>", line)]


def test_what_happened_stands_there_with_when_who_and_phase(case, desk) -> None:
    answer = tell(
        desk, case, text="Kreeg een boete.", when="zomer 2025", told_by="moeder", phase="hook"
    )
    html, added = page(desk, case), Entry.objects.get(kind="event")

    assert answer.url == f"/casus/{case.pk}/#rij-{added.pk}"
    assert "in de zomer van 2025" in html
    assert "bron: moeder" in html
    assert "De straatboete" in html
    assert AuditEntry.objects.filter(act="case:write", reason="event").count() == 1


def test_a_signal_alone_is_an_observation(case, desk) -> None:
    tell(desk, case, signal="second-phone", when="gisteren", seen="self", pace="sudden")
    html = page(desk, case)

    assert Entry.objects.get(kind="observation")
    assert "zelf gezien · plotseling" in html


def test_nothing_of_it_stands_open_in_the_store(case, desk) -> None:
    tell(desk, case, text="Boete", signal="second-phone", when="2025", told_by="Verzonnen-Kees")
    row = Entry.objects.values().get(kind="observation")
    stored = b" ".join(bytes(v) for v in row.values() if isinstance(v, bytes | memoryview))

    assert "Boete" in page(desk, case)
    for word in (b"second-phone", b"2025", b"Verzonnen-Kees", b"Boete"):
        assert word not in stored


def test_the_order_is_when_it_happened_the_latest_first(case, desk) -> None:
    told = [("Jaren terug", "2019"), ("Laatst", "gisteren"), ("Zomer", "zomer 2024"), ("Net", "")]
    for nth, (text, when) in enumerate(told):
        tell(desk, case, text=text, when=when, key=f"{nth:032x}")
    html = page(desk, case)
    places = [html.index(f"<p>{text}</p>") for text in ("Net", "Laatst", "Zomer", "Jaren terug")]

    assert places == sorted(places)
    assert "wanneer is niet bekend" in html


def test_the_same_form_twice_is_one_row(case, desk) -> None:
    answers = [tell(desk, case, text="Eén keer") for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Entry.objects.filter(kind="event").count() == 1


def test_a_chip_shows_one_kind_and_what_is_not_there_has_no_chip(case, desk) -> None:
    tell(desk, case, text="Boete")
    tell(desk, case, signal="second-phone", key="cd" * 16)

    assert heads(page(desk, case, "?toon=gebeurd")) == ["Gebeurtenis"]
    assert len(heads(page(desk, case))) == 3
    assert "?toon=mail" not in page(desk, case)
    assert "?toon=signalen" in page(desk, case)


def test_a_timeline_of_one_kind_has_nothing_to_choose(case, desk) -> None:
    assert "?toon=" not in page(desk, case)
    tell(desk, case, text="Boete")
    assert "?toon=gebeurd" in page(desk, case)


@pytest.mark.parametrize("asked", ["nonsense", "mail", "%00", "a" * 3000])
def test_a_chip_that_is_not_there_shows_everything(case, desk, asked: str) -> None:
    assert heads(page(desk, case, f"?toon={asked}")) == ["Melding"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "Schrijf wat er gebeurde, of kies een signaal."),
        ({"text": "  "}, "Schrijf wat er gebeurde, of kies een signaal."),
        ({"text": "x" * 20_001}, "Dit is langer dan 20.000 tekens."),
        ({"text": "x", "when": "ooit eens"}, "Dit begrijpen we niet als moment."),
        ({"text": "x", "when": "31 april 2025"}, "Dit begrijpen we niet als moment."),
        ({"text": "x", "when": "9" * 61}, "Schrijf het moment korter."),
        ({"text": "x", "told_by": "x" * 301}, "Dit is langer dan 300 tekens."),
        ({"signal": "no-such-signal"}, "Kies uit de lijst."),
        ({"text": "x", "phase": "boss"}, "Kies uit de lijst."),
        ({"text": "x", "seen": "x"}, "Kies uit de lijst."),
    ],
)
def test_what_is_not_right_says_so_and_keeps_the_words(case, desk, wrong, sentence) -> None:
    answer = tell(desk, case, **wrong)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert Entry.objects.count() == 1
    if wrong.get("when"):
        assert f'value="{wrong["when"]}"' in answer.content.decode()


def test_a_moment_to_come_belongs_to_an_action(case, desk) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = tell(desk, case, text="x", when=str(tomorrow))

    assert "Dit moment is nog niet geweest." in answer.content.decode()


def test_script_in_what_was_told_is_text(case, desk) -> None:
    tell(desk, case, text="<script>alert(1)</script>", told_by="<img src=x>")
    html = page(desk, case)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;img src=x&gt;" in html
    assert "<script>alert" not in html
    assert "<img src=x>" not in html


def test_only_who_may_work_in_the_case_adds_and_a_reader_sees_no_form(case, desk, team) -> None:
    joris = people.a_member(team, "Joris")
    browser = people.at_the_desk(joris)
    assert tell(browser, case, text="x").status_code == 403
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="deputy"
    )
    assert tell(browser, case, text="x").status_code == 403
    assert "/gebeurd/" not in page(browser, case)
    CaseGrant.objects.filter(member=joris).update(level="card")
    assert tell(browser, case, text="x").status_code == 403

    assert Entry.objects.count() == 1


def test_a_closed_case_takes_nothing_more(case, desk) -> None:
    Case.objects.update(state="closed")
    answer = tell(desk, case, text="x")

    assert answer.status_code == 409
    assert Entry.objects.count() == 1


def test_the_key_of_another_cases_form_is_refused(case, desk) -> None:
    tell(desk, case, text="x")
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()

    assert tell(desk, other, text="y").status_code == 409
    assert other.entries.count() == 1


def test_putting_an_event_right_begins_with_what_is_known_and_keeps_the_old(case, desk) -> None:
    tell(desk, case, text="Boete", when="winter 2024/2025", told_by="moeder", phase="hook")
    where = f"/casus/{case.pk}/stuk/{Entry.objects.get(kind='event').pk}/"
    form = desk.get(where).content.decode()
    assert 'value="in de winter van 2024 op 2025"' in form
    assert re.search(r'value="hook"\s+selected', form)
    right = {"text": "Boete", "when": "rond mei 2025", "told_by": "moeder", "key": "cd" * 16}
    desk.post(where, right)
    html = page(desk, case)

    assert "rond mei 2025" in html
    assert "Vervangen" in html
    assert "in de winter van 2024 op 2025" in html


def test_a_secret_of_profession_reaches_no_colleague(case, desk, team) -> None:
    tell(desk, case, text="Verzonnen geheim", audience="secret")
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="deputy"
    )

    assert "Verzonnen geheim" in page(desk, case)
    assert "Verzonnen geheim" not in page(people.at_the_desk(joris), case)
