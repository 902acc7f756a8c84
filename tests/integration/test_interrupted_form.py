"""When a store fails while a member sends a text: what went wrong is said, the text is not lost."""

import pyotp
import pytest
from django.db import DatabaseError

from tests.support import people
from uitweg.casework.cases.case.models import Case

STORY = "Hij belde en durft niet naar huis."


class FullDisk(DatabaseError):
    """What SQLite says when there is no room left."""

    def __str__(self) -> str:
        return "database or disk is full"


@pytest.mark.parametrize(("fault", "status"), [(FullDisk, 503), (RuntimeError, 500)])
def test_an_answer_that_could_not_be_stored_stands_on_the_page_to_be_sent_again(
    team, desk, monkeypatch, fault, status
) -> None:
    def breaks(**_: object) -> None:
        raise fault("geheim")

    report = people.a_report()
    desk.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("uitweg.channel.answers.actions.reports.send_answer", breaks)
        sent = {"text": "Mijn lange antwoord.", "key": "ab" * 16}
        page = desk.post(f"/werk/melding/{report.pk}/", sent)
    again = desk.post(f"/werk/melding/{report.pk}/", sent)

    assert page.status_code == status
    assert "Mijn lange antwoord." in page.content.decode()
    assert f'name="key" value="{"ab" * 16}"' in " ".join(page.content.decode().split())
    assert "geheim" not in page.content.decode()
    assert again.status_code == 302


FORMS = {
    "": {"text": STORY, "kind": "note", "audience": "team", "group": "situation"},
    "gebeurd/": {"text": STORY, "when": "gisteren", "told_by": "moeder"},
    "doel/": {"text": STORY, "domain": "safety"},
    "actie/": {"text": STORY, "due_on": "2030-01-01"},
    "veiligheid/": {"blad-where": STORY, "version": "0"},
    "sluiten/": {
        "stays": STORY,
        "call": "Tante",
        "ending": "safe",
        "told": "yes",
        "doel-1": "reached",
    },
    "overdragen/": {"why": STORY, "keeps": "read", "to": "1"},
    "noodtoegang/": {"why": STORY, "reason": "danger", "level": "card"},
}


@pytest.mark.parametrize("where", FORMS)
def test_without_scripts_each_form_goes_through_the_login_whole(team, desk, fatima, where) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    path = f"/casus/{Case.objects.get().pk}/{where}"
    form = FORMS[where] | {"key": "ab" * 16}
    desk.cookies.clear()
    page = desk.post(path, form).content.decode()
    carried = {f"getypt-{name}": value for name, value in form.items()} | {"verder": path}
    who = {"login": "fatima", "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).now()}
    back = desk.post("/inloggen/", carried | who).content.decode()

    assert STORY in page
    for name, value in form.items():
        assert f'name="getypt-{name}"' in page, name
        assert f'name="{name}"' in back, name
        assert value in back, name


def test_the_words_of_a_sheet_and_a_passphrase_are_not_put_into_a_page(team, desk) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    desk.cookies.clear()
    secret = {"why": STORY, "sheet": "geheim vel", "phrase": "geheime zin"}
    page = desk.post(f"/casus/{Case.objects.get().pk}/overdragen/", secret).content.decode()

    assert STORY in page
    assert "geheim" not in page


def test_what_came_too_late_stands_on_the_page_to_copy(team, desk) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    case = Case.objects.get()
    Case.objects.update(state="closed")
    typed = {"blad-where": STORY, "version": 0, "key": "ab" * 16}
    answer = desk.post(f"/casus/{case.pk}/veiligheid/", typed)

    assert answer.status_code == 409
    assert STORY in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
