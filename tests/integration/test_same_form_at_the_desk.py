"""A member's form once more: with the same content once, with other content not acknowledged.

The page says that it is not stored, and the text stands on it in a new form.
"""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.support import people
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.channel.conversation.models import Answer, Attachment
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.drafts.models import Draft

KEY = "ab" * 16
STORY = "Hij belde en durft niet naar huis."
OTHER = "Hij staat voor de deur."
NOTE = {"text": STORY, "kind": "note", "audience": "team", "group": "situation"}
EVENT = {"text": STORY, "when": "maart 2026", "told_by": "moeder", "seen": "self"}
EVENT |= {"audience": "team", "group": "situation"}
FORMS = {
    "": (Entry, NOTE, [{"text": OTHER}, {"kind": "call"}, {"audience": "granted"}]),
    "gebeurd/": (Entry, EVENT, [{"text": OTHER}, {"when": "april 2026"}, {"told_by": "vader"}]),
    "doel/": (Goal, {"text": STORY, "domain": "safety"}, [{"text": OTHER}, {"domain": "law"}]),
    "actie/": (Action, {"text": STORY, "group": "situation"}, [{"due_on": "2030-01-02"}]),
    "veiligheid/": (Sheet, {"blad-where": STORY, "version": "0"}, [{"blad-where": OTHER}]),
}
CHANGES = [(where, change) for where, (_, _, changes) in FORMS.items() for change in changes]


def a_picture(colour: str) -> bytes:
    written = BytesIO()
    Image.new("RGB", (64, 32), colour).save(written, "PNG")
    return written.getvalue()


def filled(where: str, member: people.Member, **more: str) -> dict[str, str]:
    owner = {"owner": str(member.pk), "due_on": "2030-01-01"} if where == "actie/" else {}
    return {"key": KEY, **FORMS[where][1], **owner, **more}


@pytest.mark.parametrize("where", FORMS)
def test_the_same_form_with_the_same_content_is_stored_once(case, fatima, where) -> None:
    desk, model = people.at_the_desk(fatima), FORMS[where][0]
    before = model.objects.count()
    answers = [desk.post(f"/casus/{case.pk}/{where}", filled(where, fatima)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert model.objects.count() == before + 1


@pytest.mark.parametrize(("where", "change"), CHANGES)
def test_other_content_under_the_same_key_is_refused_and_sent_again_it_is_stored(
    case, fatima, where, change
) -> None:
    desk, model = people.at_the_desk(fatima), FORMS[where][0]
    address = f"/casus/{case.pk}/{where}"
    desk.post(address, filled(where, fatima))
    before = model.objects.count(), AuditEntry.objects.filter(act="case:write").count()
    page = desk.post(address, filled(where, fatima, **change))
    html = " ".join(page.content.decode().split())

    assert page.status_code == 409
    assert "Wat er nu staat is niet bewaard." in html
    assert (change.get("text") or change.get("blad-where") or STORY) in html
    assert before == (model.objects.count(), AuditEntry.objects.filter(act="case:write").count())

    new_key = re.findall(r'name="key" value="([0-9a-f]{32})"', html)[0]
    again = desk.post(address, filled(where, fatima, **change) | {"key": new_key})
    assert new_key != KEY
    if where != "veiligheid/":  # there the earlier text and this one are shown side by side
        assert again.status_code == 302
        assert model.objects.count() == before[0] + 1


def test_what_was_typed_and_not_stored_stays_among_the_drafts(case, fatima) -> None:
    desk = people.at_the_desk(fatima)
    desk.post(f"/casus/{case.pk}/", filled("", fatima))
    Draft.objects.create(
        member=fatima, place="casus", form_key=bytes.fromhex(KEY), tab=b"t", turn=1, version=1,
        saved_at=case.opened_at, sealed_text=b"x",
    )  # fmt: skip
    desk.post(f"/casus/{case.pk}/", filled("", fatima, text=OTHER))

    assert Draft.objects.exists()


def test_a_correction_under_a_used_key_is_not_acknowledged(case, fatima) -> None:
    desk = people.at_the_desk(fatima)
    desk.post(f"/casus/{case.pk}/", filled("", fatima, key="cd" * 16))
    entry = Entry.objects.get(form_key=bytes.fromhex("cd" * 16))
    address = f"/casus/{case.pk}/stuk/{entry.pk}/"
    sent = [desk.post(address, {"key": KEY, "text": text}) for text in (OTHER, OTHER, STORY)]

    assert [answer.status_code for answer in sent] == [302, 302, 409]
    assert Entry.objects.filter(replaces=entry).count() == 1


def test_other_files_under_a_used_key_are_not_acknowledged(case, fatima) -> None:
    desk = people.at_the_desk(fatima)

    def upload(content: bytes, **more: str) -> int:
        sent = SimpleUploadedFile("app.txt", content, "text/plain")
        said = {"key": KEY, "audience": "team", "group": "situation", "files": sent, **more}
        return desk.post(f"/casus/{case.pk}/bestanden/", said).status_code

    before = Entry.objects.count()
    answers = [upload(b"een"), upload(b"een"), upload(b"twee"), upload(b"een", note=OTHER)]

    assert answers == [302, 302, 409, 409]
    assert Entry.objects.count() == before + 1


def test_a_period_is_started_once_and_no_other_under_its_key(case, fatima) -> None:
    desk, address = people.at_the_desk(fatima), f"/casus/{case.pk}/termijn/"
    rest = {"key": KEY, "kind": "talk"}
    sent = [desk.post(address, rest).status_code for _ in range(2)]
    other = desk.post(address, rest | {"on": "2026-01-05"})

    assert sent == [302, 302]
    assert other.status_code == 409
    assert Period.objects.count() == 1


# answers to reporters


def test_the_same_answer_twice_is_one_and_another_text_is_refused(desk) -> None:
    report = people.a_report()
    address = f"/werk/melding/{report.pk}/"
    sent = [desk.post(address, {"text": t, "key": KEY}) for t in (STORY, STORY, OTHER)]
    html = " ".join(sent[-1].content.decode().split())

    assert [answer.status_code for answer in sent] == [302, 302, 409]
    assert OTHER in html
    assert "Wat er nu staat is niet bewaard." in html
    assert Answer.objects.count() == 1

    new_key = re.findall(r'name="key" value="([0-9a-f]{32})"', html)[0]
    assert desk.post(address, {"text": OTHER, "key": new_key}).status_code == 302
    assert Answer.objects.count() == 2


def test_an_answer_with_other_files_under_a_used_key_is_refused(desk) -> None:
    address = f"/werk/melding/{people.a_report().pk}/"

    def answer(*colours: str) -> int:
        sent = [SimpleUploadedFile("a.png", a_picture(colour), "image/png") for colour in colours]
        said = {"text": STORY, "key": KEY, "files": sent}
        return desk.post(address, said).status_code

    assert [answer("red"), answer("red"), answer(), answer("blue")] == [302, 302, 409, 409]
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("change", [{"why": OTHER}, {"keeps": "read"}, {}])
@pytest.mark.parametrize("by_lead", [True, False])
def test_a_hand_over_that_comes_back_is_not_acknowledged_and_its_text_stays(
    case, fatima, joris, team, by_lead, change
) -> None:
    who = people.a_member(team, "Lies", Role.LEAD) if by_lead else fatima
    desk, address = people.at_the_desk(who), f"/casus/{case.pk}/overdragen/"
    typed = {"key": KEY, "to": joris.pk, "why": STORY, "keeps": "nothing", "was": fatima.pk}
    assert desk.post(address, typed).status_code == 302
    before = Entry.objects.count()
    page = desk.post(address, typed | change)

    assert page.status_code in (400, 403, 409)
    assert change.get("why", STORY) in page.content.decode()
    assert Entry.objects.count() == before
    assert AuditEntry.objects.filter(act="case:hand-over", result="done").count() == 1
