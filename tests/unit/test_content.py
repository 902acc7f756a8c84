"""What content/ holds is whole, sourced, plain, and never shown before somebody checked it."""

import re
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from uitweg.platform.content import check, levels, load, report
from uitweg.platform.content.checks.checking import facts_to_review, shown_facts
from uitweg.platform.content.values.values import Signal
from uitweg.platform.ui import prose

CONTENT = load()
CHECKED = max(fact.checked_on for fact in shown_facts(CONTENT) if fact.checked_on)
REFERENCE = {"sch": 9, "ged": 11, "bez": 10, "con": 9, "onl": 7, "thu": 8, "lic": 6, "pol": 7}
"""The field's list of signals: how many rows each part of it has."""
GROUPS_OF_SEED = {"school", "behaviour", "money", "contacts", "online", "home", "body"}


def every_word() -> list[str]:
    """Return each sentence a visitor can meet."""
    c = CONTENT
    return [
        *(words for s in c.signals for words in (s.see, s.ask, s.own) if words),
        *(words for p in c.phases for words in (p.title, p.text)),
        *(words for v in c.vulnerabilities for words in (v.title, v.text)),
        *(words for n in c.contacts for words in (n.when, n.anonymity, n.calling)),
        *(words for n in c.contacts for words in (*n.does, *n.does_not)),
        *(words for p in c.pictures for words in (p.title, p.title_own, p.intro, p.intro_own)),
        *(words for p in c.pictures for words in (*p.also, *p.say, *p.leave, *p.own)),
        *(reason.text for p in c.pictures for reason in p.reasons),
        *(words for each in c.combinations for words in (each.title, each.text, each.text_own)),
        *(
            words
            for each in c.known_reasons
            for words in (each.see, each.own, each.intro, *each.do)
        ),
        *(words for each in c.helpers for words in (each.name, each.text)),
        *(words for s in c.steps for words in (s.title, s.text)),
        *(words for p in c.promises for words in (p.title, p.confirmed, p.careful)),
        *c.check.words.values(),
    ]


def test_the_content_of_this_house_is_whole() -> None:
    assert check() == []


def test_the_report_begins_with_the_verdict_and_names_what_is_unverified() -> None:
    text, code = report(today=CHECKED)
    hidden = sum(isinstance(fact, Signal) for fact in CONTENT.unverified)
    shown = len(CONTENT.signals)

    assert code == 0
    assert text.startswith(
        f"content/ is whole: nothing to mend.\n{shown + hidden} signals: {shown} shown"
    )
    assert "fier-chat: Address of the chat" in text
    assert "Promises the team has not confirmed: human," in text


def test_the_report_counts_each_level_and_says_how_it_reads() -> None:
    text, shown = report(today=CHECKED)[0], len(CONTENT.signals)
    rows = {line.split()[0] for line in text.splitlines() if f" {shown} of {shown} " in line}

    assert rows == {"nl", "nl-a2", "en"}
    assert "Flesch-Douma" in text


def test_three_months_later_the_help_lines_and_the_law_are_due() -> None:
    day = CHECKED + timedelta(days=100)
    late = {fact.id for fact in facts_to_review(CONTENT, day)}

    assert late >= {contact.id for contact in CONTENT.contacts}
    assert late >= {law.id for law in CONTENT.explanations["law"]}
    assert not late & {signal.id for signal in CONTENT.signals if signal.checked_on == CHECKED}
    assert "  coordinator, checked 20" in report(today=day)[0].split("Due for review:")[1]


def test_the_reviews_to_come_stand_in_order() -> None:
    lines = report(today=CHECKED)[0].split("Next reviews:\n")[1].splitlines()
    days = [line.split(":")[0].strip() for line in lines if line.startswith("  20")]

    assert days
    assert days == sorted(days)


def test_every_signal_of_the_reference_list_is_there_in_three_levels() -> None:
    listed = {f"{group}{nth}" for group, last in REFERENCE.items() for nth in range(1, last + 1)}
    hidden = {fact.ref for fact in CONTENT.unverified if isinstance(fact, Signal)}
    for level in levels():
        content = load(level=level.id)
        shown = {signal.ref for signal in content.signals}

        assert listed <= shown | hidden
        assert all(signal.see and signal.lang == level.lang for signal in content.signals)
        assert all(signal.sources and signal.checked_on for signal in content.signals)


def test_there_are_signals_from_all_of_a_young_persons_life() -> None:
    assert len(CONTENT.signals) >= 30
    assert {signal.group for signal in CONTENT.signals} >= GROUPS_OF_SEED


@pytest.mark.parametrize("id", ["skips-school", "tense-and-afraid", "sudden-expensive-things"])
def test_what_the_citys_article_names_is_there_with_its_source(id: str) -> None:
    sources = {source.id for source in CONTENT.signal(id).sources}

    assert "amsterdam-criminele-uitbuiting" in sources


def test_what_nobody_checked_is_not_shown() -> None:
    shown = {fact.id for fact in (*CONTENT.signals, *CONTENT.contacts)}

    assert CONTENT.unverified
    assert not shown & {fact.id for fact in CONTENT.unverified}
    with pytest.raises(KeyError):
        CONTENT.contact("fier-chat")


@pytest.mark.parametrize(
    ("id", "number", "tel"),
    [
        ("coordinator", "06-105 994 58", "tel:+31610599458"),
        ("emergency", "112", "tel:112"),
        ("police", "0900-8844", "tel:09008844"),
        ("crime-tip", "0800-7000", "tel:08007000"),
        ("safe-at-home", "0800-2000", "tel:08002000"),
        ("comensha", "033-448 11 86", "tel:+31334481186"),
    ],
)
def test_each_help_line_has_its_number(id: str, number: str, tel: str) -> None:
    contact = CONTENT.contact(id)

    assert (contact.number, contact.tel) == (number, tel)


def test_only_a_line_of_which_a_source_says_so_is_free() -> None:
    assert [contact.id for contact in CONTENT.contacts if contact.free] == [
        *("emergency", "safe-at-home", "crime-tip", "labour-inspectorate"),
        *("suicide-prevention", "childrens-line", "sexual-violence-centre"),
    ]


def test_the_youngster_is_never_asked_to_confess() -> None:
    not_asked = {"found-with-banned-things", "in-the-harbour", "boasts-about-jobs"}
    not_asked |= {"criminal-contacts", "more-alcohol-or-drugs"}

    assert all(not CONTENT.signal(id).own for id in not_asked)
    assert CONTENT.signal("brings-others-in").own.startswith("Iemand wil")  # what another wants
    assert all(group.own_signals for group in CONTENT.check.groups)


def test_each_red_flag_is_asked_and_alone_enough() -> None:
    acute = {signal.id for signal in CONTENT.signals if signal.acute}

    assert (
        acute == {flag.id for flag in CONTENT.check.red_flags} == CONTENT.picture("acute").signals
    )


def test_a_promise_is_careful_until_the_team_confirmed_it() -> None:
    assert all(promise.text == promise.careful for promise in CONTENT.promises)
    confirmed = replace(
        CONTENT.promises[0],
        confirmed_by="teamleider",
        confirmed_on=date(2026, 12, 1),
        confirmed="Zeker.",
        careful="Misschien.",
    )
    half = replace(confirmed, confirmed_on=None)

    assert (confirmed.text, half.text) == ("Zeker.", "Misschien.")


def test_no_word_counts_judges_or_shouts() -> None:
    text = "\n".join(every_word()).lower()

    assert not re.search(r"%|procent|risicoscore|geen slachtoffer|!|jouw schuld", text)


def test_sentences_are_short() -> None:
    sentences = (s for words in every_word() for s in re.split(r"(?<=[.?])\s", words))

    assert [s for s in sentences if len(s.split()) > 15] == []


def test_the_hours_of_a_help_line_are_said_as_they_are_stored() -> None:
    said = {line.id: line.opening.sentence(CONTENT.say) for line in CONTENT.contacts}

    assert said["coordinator"] == "Dag en nacht"
    assert said["labour-inspectorate"] == ""
    assert said["comensha"] == (
        "Maandag tot en met vrijdag van 9.00 tot 17.00 uur. Op feestdagen: dat weten we niet."
    )
    assert said["keerpunt"].startswith(
        "Maandag tot en met vrijdag van 16.00 uur tot 6.00 uur de volgende ochtend. "
    )
    assert load(level="en").contact("crime-tip").opening.sentence(load(level="en").say) == (
        "Monday to Friday, 8:00 to 22:00. Saturday and Sunday, 9:00 to 17:00. "
        "On public holidays, the same as on Sunday."
    )


def test_a_level_without_own_words_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="words/klingon: there is no such reading level"):
        load(level="klingon")


def test_reading_it_again_costs_nothing() -> None:
    assert load() is load()


@pytest.mark.parametrize(
    ("typed", "must_not_hold"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("een <img src=x onerror=alert(1)>", "<img"),
        ("[klik](javascript:alert(1))", "href"),
        ("[klik](data:text/html,x)", "href"),
        ("[klik](http://elders.example)", "href"),
        ("![plaatje](javascript:alert(1))", "<img"),
    ],
)
def test_markdown_does_nothing(typed: str, must_not_hold: str) -> None:
    assert must_not_hold not in prose.render_block(typed, CONTENT)
