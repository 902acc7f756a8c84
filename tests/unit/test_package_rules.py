"""What leaves for a partner says nothing; which answers are taken; how often a code is sent."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from uitweg.casework.partners.dispatch.rules import messages as package_text
from uitweg.casework.partners.dispatch.rules.messages import (
    CODES_AN_HOUR,
    next_code_at,
    recent_codes,
)
from uitweg.casework.partners.dispatch.rules.packages import (
    DECIDING_ANSWERS,
    PackageContent,
    PackageKind,
    PackageSection,
    PartnerAnswer,
    answer_words,
    answers_offered,
    may_still_answer,
)

NOW = datetime(2026, 11, 28, 23, 46, tzinfo=UTC)
LINK = "https://uitweg.example/vraag/" + "0f" * 16 + "/#" + "a1" * 16
DOOR = "https://uitweg.example/samen/"
PHONE = "06-105 994 58"


def messages(link: str = LINK, door: str = DOOR, phone: str = PHONE, code: str = "048213") -> str:
    """Return everything that can leave, one after the other."""
    mails = [
        package_text.link_mail(link=link, until=NOW, phone=phone),
        package_text.door_mail(address=door, until=NOW, phone=phone),
        package_text.taken_back_mail(phone=phone),
    ]
    texts = [
        package_text.code_text(code=code, until=NOW),
        package_text.code_spoken(code=code),
    ]
    return "\n".join([f"{mail.subject}\n{mail.body}" for mail in mails] + texts)


def test_the_messages_say_only_link_day_number_and_code() -> None:
    rest = messages()
    for known in (LINK, DOOR, PHONE, "048213", "29 november", "00:46"):
        assert known in rest
        rest = rest.replace(known, "")
    spoken = "nul, vier, acht, twee, een, drie"
    assert rest.count(spoken) == 2
    assert not re.search(r"[0-9]", rest)


@pytest.mark.parametrize("field", ["link", "door", "phone", "code"])
@given(text=st.text(max_size=200))
@example("Daan de Vries, 16 jaar")
@example(LINK + " Daan")
@example("\n" + PHONE)
@example(PHONE + "\nDaan")
@example("048213 Daan")
@example("٠٤٨٢١٣")
@example("https://uitweg.example/vraag/Daan/#" + "a1" * 16)
@example("javascript:alert(1)")
def test_nothing_else_can_be_put_into_a_message(field: str, text: str) -> None:
    shapes = {
        "link": package_text.LINK,
        "door": package_text.DOOR,
        "phone": package_text.PHONE,
        "code": package_text.CODE,
    }
    if shapes[field].fullmatch(text):
        return  # a real one
    with pytest.raises(ValueError, match="no place"):
        messages(**{field: text})


def test_what_is_no_text_is_refused_too() -> None:
    for strange in (None, 48213, b"048213", ["048213"]):
        with pytest.raises(ValueError, match="no place"):
            package_text.code_text(code=strange, until=NOW)  # type: ignore[arg-type]


def test_a_text_message_fits_in_one() -> None:
    assert len(package_text.code_text(code="048213", until=NOW)) <= 160


@pytest.mark.parametrize("decided", [None, PartnerAnswer.ACCEPT, PartnerAnswer.DECLINE_FULL])
@pytest.mark.parametrize("kind", list(PackageKind), ids=str)
def test_what_is_offered_is_taken(kind: PackageKind, decided: PartnerAnswer | None) -> None:
    offered = [each.answer for each in answers_offered(kind, decided)]

    assert all(may_still_answer(answer, decided) for answer in offered)
    assert PartnerAnswer.NOTE in offered
    assert (decided is None) == bool(DECIDING_ANSWERS & set(offered))


@pytest.mark.parametrize(
    ("answer", "decided", "is_taken"),
    [
        (PartnerAnswer.STARTED, None, False),
        (PartnerAnswer.STARTED, PartnerAnswer.ACCEPT, True),
        (PartnerAnswer.DONE, PartnerAnswer.DECLINE_FULL, False),
        (PartnerAnswer.QUESTION, PartnerAnswer.ACCEPT, False),
        (PartnerAnswer.QUESTION, None, True),
        (PartnerAnswer.ACCEPT, PartnerAnswer.DECLINE_FULL, True),
        (PartnerAnswer.NOTE, PartnerAnswer.DECLINE_NO_FIT, True),
    ],
)
def test_which_answers_are_taken(
    answer: PartnerAnswer, decided: PartnerAnswer | None, is_taken: bool
) -> None:
    assert may_still_answer(answer, decided) is is_taken


def test_every_answer_has_words_for_every_kind() -> None:
    assert all(answer_words(kind, answer) for kind in PackageKind for answer in PartnerAnswer)


@given(st.lists(st.integers(0, 120), max_size=8))
def test_never_more_than_three_codes_in_an_hour(minutes: list[int]) -> None:
    sent = list[str]()
    for minute in sorted(minutes):
        now = NOW + timedelta(minutes=minute)
        recent = recent_codes(sent, now=now)
        if next_code_at(recent) is None:
            sent.append(now.isoformat())
            assert len(recent_codes(sent, now=now)) <= CODES_AN_HOUR
        else:
            assert len(recent) >= CODES_AN_HOUR


def test_when_the_next_code_may_be_sent() -> None:
    moments = [NOW - timedelta(minutes=ago) for ago in (50, 20, 5)]
    assert next_code_at(moments[1:]) is None
    assert next_code_at(moments) == NOW + timedelta(minutes=10)


def test_content_goes_to_json_and_back() -> None:
    content = PackageContent("t", "a", "s", "p", (PackageSection("Wie", "Daan"),), "morgen 08:00")
    assert PackageContent.from_json(content.to_json()) == content
