"""A link and a code together open what was sent; either alone, or the database, opens nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support.packages import CONTENT, LinkVisitor, a_package, opened_by
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.dispatch.actions import links as package_links
from uitweg.casework.partners.dispatch.models import Package, PackageLink, PackageReply
from uitweg.casework.partners.dispatch.rules.packages import PackageEnd, PackageState
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel
from uitweg.platform.sealing import box, split_key

UNKNOWN = "http://127.0.0.1:8001/vraag/" + "ab" * 16 + "/#" + "cd" * 16


@pytest.fixture(autouse=True)
def _can_send(every_channel: None) -> None:
    pass


@pytest.fixture
def sent(case, fatima):  # type: ignore[no-untyped-def]
    return a_package(case, fatima)


def stands(package: Package) -> tuple[str, bool]:
    package.refresh_from_db()
    return package.state, package.ended_at is None


@pytest.mark.postgres
def test_link_and_code_open_it_and_each_step_is_a_state_of_its_own(sent) -> None:
    visitor = LinkVisitor(sent.link)
    assert visitor.state().json() == {"ways": ["sms", "voice"], "ends_on": "40"}
    assert stands(sent.package) == (PackageState.SENT, True)

    visitor.ask_code()
    assert stands(sent.package) == (PackageState.SENT, True)
    visitor.open(sent.last_code())
    assert stands(sent.package) == (PackageState.OPENED, True)
    assert visitor.content() == CONTENT

    visitor.post("gelezen", token=visitor.token, opened=visitor.opened["opened"])
    assert stands(sent.package) == (PackageState.DECRYPTED, True)


def test_an_answer_in_one_click_and_then_only_what_is_left(sent) -> None:
    visitor = opened_by(sent)
    said = visitor.answer("accept").json()

    assert (said["counts"], said["decided"]) == (True, "accept")
    assert [each["answer"] for each in said["offered"]] == ["started", "done", "note"]
    assert stands(sent.package) == (PackageState.OPENED, False)
    assert visitor.answer("started").json()["answer"] == "started"


def test_what_was_said_once_is_said_back_and_not_asked_again(sent) -> None:
    visitor = opened_by(sent)
    visitor.answer("accept")
    began = visitor.answer("started").json()
    done = visitor.answer("done").json()

    assert [each["answer"] for each in began["offered"]] == ["done", "note"]
    assert began["decided_words"] == "Ja, dat kan. Daarna: De jongere is er"
    assert [each["answer"] for each in done["offered"]] == ["note"]


def test_coming_back_takes_a_new_code_and_shows_nothing_of_what_was_sent(sent) -> None:
    link = sent.link
    opened_by(sent, link).answer("accept")
    PackageLink.objects.update(code_times=[])
    back = opened_by(sent, link)

    assert (back.opened["sealed_content"], back.opened["sealed_key"]) == ("", "")
    assert back.opened["server_half"] == ""
    assert back.opened["decided"] == "accept"
    assert back.answer("done").status_code == 200


@pytest.mark.postgres
def test_a_second_answer_is_kept_and_told_that_another_was_first(sent) -> None:
    link = sent.link
    first = opened_by(sent, link)
    PackageLink.objects.update(code_times=[])
    second = opened_by(sent, link)
    assert first.answer("accept").json()["counts"] is True
    told = second.answer("decline-full").json()

    assert (told["counts"], told["decided"]) == (False, "accept")
    assert PackageReply.objects.count() == 2


def gone_links(sent) -> dict[str, LinkVisitor]:  # type: ignore[no-untyped-def]
    """Return the link of `sent` (which is over by now), an unknown one, and a wrong half."""
    wrong = LinkVisitor(sent.path)
    wrong.link_half = bytes(16)
    return {"over": LinkVisitor(sent.path), "unknown": LinkVisitor(UNKNOWN), "wrong half": wrong}


def over(sent: Any, how: str) -> None:
    if how == "used":
        opened_by(sent, sent.path).answer("accept")
        Package.objects.update(opens_until=timezone.now())
    elif how == "withdrawn":
        package_ends.end_package(package=sent.package, end=PackageEnd.WITHDRAWN, now=timezone.now())
    elif how == "expired":
        Package.objects.update(opens_until=timezone.now())
    else:
        sent.consent.state = ConsentState.WITHDRAWN
        sent.consent.withdrawn_at = timezone.now()
        sent.consent.save()


@pytest.mark.parametrize("how", ["used", "withdrawn", "expired", "consent withdrawn"])
def test_used_withdrawn_and_unknown_links_answer_the_same(sent, how) -> None:
    sent.path = sent.link
    over(sent, how)
    visitors = gone_links(sent)
    for ask in (
        LinkVisitor.state,
        LinkVisitor.ask_code,
        lambda visitor: visitor.open("123456"),
        lambda visitor: visitor.client.get(visitor.path.replace(visitor.path[7:39], "0" * 32)),
    ):
        answers = {name: ask(visitor) for name, visitor in visitors.items()}
        assert len({(a.status_code, a.content, str(a.headers)) for a in answers.values()}) == 1 or (
            answers["over"].status_code == 200
        )
        assert answers["over"].status_code in {404, 200}


def test_the_page_is_the_same_for_every_link(sent) -> None:
    pages = [Client().get(LinkVisitor(link).path) for link in (sent.link, UNKNOWN)]
    bodies = [page.content.replace(nonce_of(page), b"") for page in pages]

    assert bodies[0] == bodies[1]
    assert len(pages[0].content) == len(pages[1].content)
    for page in pages:
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page["X-Robots-Tag"]
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert "unsafe" not in page["Content-Security-Policy"]
        assert not page.cookies


def nonce_of(page: Any) -> bytes:
    return str(page["Content-Security-Policy"]).partition("'nonce-")[2].partition("'")[0].encode()


@pytest.mark.postgres
def test_the_page_asks_the_database_nothing(sent, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        Client().get(LinkVisitor(UNKNOWN).path)


@pytest.mark.postgres
@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_a_link_that_leads_nowhere_costs_as_many_questions_as_an_unknown_one(
    sent,
    how,
    django_assert_num_queries,
) -> None:
    sent.path = sent.link
    over(sent, how)
    for visitor in gone_links(sent).values():
        for ask in (visitor.state, visitor.ask_code, lambda v=visitor: v.open("123456")):
            with django_assert_num_queries(1):
                ask()


def test_five_wrong_codes_end_a_code_and_the_right_one_then_opens_nothing(sent) -> None:
    visitor = LinkVisitor(sent.link)
    visitor.ask_code()
    code = sent.last_code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    assert [visitor.open(wrong).json()["tries_left"] for _ in range(5)] == [4, 3, 2, 1, 0]
    assert visitor.open(code).json() == {"tries_left": 0}
    assert stands(sent.package) == (PackageState.SENT, True)


def test_a_code_works_once_and_ten_minutes(sent) -> None:
    visitor = LinkVisitor(sent.link)
    visitor.ask_code()
    code = sent.last_code()
    PackageLink.objects.update(code_until=timezone.now())
    assert visitor.open(code).json() == {"tries_left": 0}

    PackageLink.objects.update(code_until=timezone.now() + timedelta(minutes=1))
    assert "opened" in visitor.open(code).json()
    assert visitor.open(code).json() == {"tries_left": 0}


@pytest.mark.postgres
def test_at_most_three_codes_an_hour_and_one_asked_twice_at_once_is_one(sent) -> None:
    visitor, link = LinkVisitor(sent.link), PackageLink.objects.all()
    assert [visitor.ask_code().status_code for _ in range(5)] == [200] * 5
    assert OutgoingMessage.objects.filter(channel=Channel.SMS).count() == 1

    for ago in (20, 40):
        times = [(timezone.now() - timedelta(minutes=m)).isoformat() for m in range(1, ago // 10)]
        link.update(code_times=times)
        visitor.ask_code()
    link.update(
        code_times=[(timezone.now() - timedelta(minutes=m)).isoformat() for m in (1, 20, 59)]
    )
    refused = visitor.ask_code("voice")
    assert (refused.status_code, refused.json()) == (409, {"error": "too-many-codes"})
    link.update(
        code_times=[(timezone.now() - timedelta(minutes=m)).isoformat() for m in (1, 20, 61)]
    )
    assert visitor.ask_code("voice").status_code == 200


def test_a_new_code_ends_the_one_before(sent) -> None:
    visitor = LinkVisitor(sent.link)
    visitor.ask_code()
    first = sent.last_code()
    PackageLink.objects.update(code_times=[(timezone.now() - timedelta(minutes=1)).isoformat()])
    visitor.ask_code("voice")
    if sent.last_code() != first:
        assert visitor.open(first).json() == {"tries_left": 4}


def test_a_code_goes_to_the_number_in_the_directory_and_never_by_mail(sent) -> None:
    LinkVisitor(sent.link).ask_code("sms")
    message = OutgoingMessage.objects.exclude(channel=Channel.MAIL).get()

    assert (message.channel, message.to) == (Channel.SMS, "+31655501240")
    assert message.body == ""
    assert sent.last_code().encode() not in bytes(message.sealed_body)


def test_without_the_link_no_code_is_sent_and_none_is_tried(sent) -> None:
    """Who knows only the address, from a log, can neither ring nor guess."""
    stranger = LinkVisitor(sent.link)
    stranger.link_half = bytes(16)
    LinkVisitor(sent.link).ask_code()
    code = sent.last_code()

    assert stranger.ask_code("voice").status_code == 404
    assert stranger.open(code).status_code == 404
    assert PackageLink.objects.get().tries_left == 5
    assert OutgoingMessage.objects.exclude(channel=Channel.MAIL).count() == 1


def test_the_code_without_the_link_gives_halves_that_open_nothing(sent) -> None:
    visitor = opened_by(sent)
    visitor.link_half = split_key.new_link_half()
    with pytest.raises(box.CannotOpen):
        visitor.content()


def test_an_answer_needs_the_link_and_a_code_of_late(sent) -> None:
    visitor = opened_by(sent)
    forged = visitor.answer("accept", token="A" * 43 + "=")
    stamp = visitor.opened["opened"]
    old = package_links.form_age.stamp(
        package_links._stamp_key(),
        bytes(sent.package.public_id),
        at=int((timezone.now() - timedelta(hours=3)).timestamp()),
    )
    assert forged.status_code == 404
    assert visitor.answer("accept", opened=old).json() == {"error": "new-code"}
    assert visitor.answer("accept", opened=stamp[:-1] + "x").status_code in {400, 409}
    assert not PackageReply.objects.exists()


BAD = [
    b"",
    b"[]",
    b"{}",
    b"null",
    b"[" * 100_000,
    b'{"proof": 1}',
    b'{"proof": null}',
    b'{"proof": ""}',
    b'{"proof": "' + b"A" * 43 + b'=", "more": "x"}',
    b'{"proof": "' + b"A" * 30_000 + b'"}',
    b"\xff\xfe",
    b'{"proof": "\\ud800"}',
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("what", ["staat", "code", "open", "gelezen", "antwoord"])
def test_what_no_page_of_ours_sends_is_refused_and_changes_nothing(sent, what, body) -> None:
    before = list(PackageLink.objects.values_list())
    path = LinkVisitor(sent.link).path
    answer = Client().post(f"{path}{what}/", body, content_type="application/json")

    assert (answer.status_code, answer.json()) == (400, {"error": "malformed"})
    assert list(PackageLink.objects.values_list()) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer", "everything"),
        ("answer", "ACCEPT"),
        ("form_key", "00"),
        ("text", "x" * 2001),
        ("text", "\ud800"),
    ],
)
def test_a_forged_answer_is_refused_and_the_question_stays_open(sent, field, value) -> None:
    visitor = opened_by(sent)
    fields = {"answer": "note", "text": "Iets", field: value}
    assert visitor.answer(**fields).status_code in {400, 409}
    assert not PackageReply.objects.exists()
    assert stands(sent.package) == (PackageState.OPENED, True)


@pytest.mark.postgres
def test_an_answer_replayed_is_one_answer(sent) -> None:
    visitor = opened_by(sent)
    for _ in range(3):
        assert visitor.answer("accept", form_key="ab" * 16).json()["counts"] is True
    assert PackageReply.objects.count() == 1


def test_a_withdrawn_consent_refuses_who_has_the_code_already(sent) -> None:
    visitor = LinkVisitor(sent.link)
    visitor.ask_code()
    over(sent, "consent withdrawn")

    assert visitor.open(sent.last_code()).status_code == 404


def test_opening_and_answering_are_in_the_audit_log(sent) -> None:
    opened_by(sent).answer("accept")
    acts = list(AuditEntry.objects.values_list("act", flat=True))

    assert acts.count("package:open") == 1
    assert acts.count("package:answer") == 1


def test_nothing_secret_is_logged(sent, caplog) -> None:
    caplog.set_level(0)
    visitor = opened_by(sent)
    visitor.answer("note", "Heeft hij medicijnen?")
    secrets = [visitor.link_half.hex(), visitor.token, "medicijnen", "Daan", sent.last_code()]

    assert [word for word in secrets if word in caplog.text] == []


@pytest.mark.postgres
def test_a_try_is_counted_before_it_is_compared(sent, monkeypatch) -> None:
    """Cut off while it is compared: the whole transaction goes, and with it what was given."""
    visitor = LinkVisitor(sent.link)
    visitor.ask_code()
    monkeypatch.setattr(package_links, "_opened_link", lambda *_: 1 / 0)
    visitor.client.raise_request_exception = False

    assert visitor.open(sent.last_code()).status_code == 500
    assert PackageLink.objects.get().tries_left == 5


def test_the_same_form_with_another_answer_is_refused_and_changes_nothing(sent) -> None:
    visitor = opened_by(sent)
    visitor.answer("question", text="Hoe laat?", form_key="ab" * 16)
    other = visitor.answer("accept", form_key="ab" * 16)

    assert other.status_code == 409
    assert list(PackageReply.objects.values_list("answer", flat=True)) == ["question"]
    assert visitor.answer("accept", form_key="cd" * 16).json()["counts"] is True
