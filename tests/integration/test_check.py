"""The check's pages: what a visitor answers, is asked and gets; nothing is stored, nothing refused."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import people
from uitweg.knowledge.signalcheck.forms import LONGEST_BODY, MOST_DETAILED_SIGNALS
from uitweg.knowledge.signalcheck.public_views.addresses import CheckAddress, check_addresses
from uitweg.platform.content import levels, load

CHECKED = {"s": ["bez4", "bez3", "thu1"], "sudden": "yes", "who": "parent"}
EVERY_PLACE = pytest.mark.parametrize(
    "place", check_addresses().values(), ids=lambda place: place.path
)
WALKS = [place for place in check_addresses().values() if place.one_by_one]


def said(html: str) -> str:
    """Return the words of a page as one line."""
    plain = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", plain)))


def fields_of(html: str) -> dict[str, list[str]]:
    """Return the hidden fields of the page's last form, as a browser would send them on."""
    form = html.rsplit("<form", 1)[1]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(unescape(value))
    return found


def test_the_check_answers_with_reasons_and_one_step(public: people.PublicClient) -> None:
    answer = public.post("/check/", CHECKED)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert html.count('class="call') == 1
    assert load().signal("sudden-debts").see in html
    assert not re.search(r"\d+\s*%", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))


def test_the_check_stores_nothing(public: people.PublicClient, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0), django_assert_num_queries(0, using="channel"):
        answer = public.post("/check/", CHECKED)

    assert not answer.cookies


def test_nothing_ticked_still_gets_a_step(public: people.PublicClient) -> None:
    assert 'class="call' in public.post("/check/", {}).content.decode()


def test_danger_points_at_112(public: people.PublicClient) -> None:
    html = public.post("/check/", {"s": "red2", "who": "parent"}).content.decode()

    assert 'class="call now"' in html
    assert html.count('href="tel:112"') == 3  # the bars' above and below, and the step's


@pytest.mark.parametrize("path", ["/vragen/", "/en/vragen/"])
def test_who_does_not_want_to_live_gets_113_first(public: people.PublicClient, path: str) -> None:
    html = public.post(path, {"s": "red5"}).content.decode()
    step = html[html.index('id="stap"') :]

    assert step.index('href="tel:113"') < step.index('href="tel:08000432"')
    assert 'name="danger" value="1"' in html  # it goes along to a message as danger


def test_the_emergency_number_goes_before_the_coordinator(public: people.PublicClient) -> None:
    html = public.post("/check/", {"s": "red1", "who": "parent"}).content.decode()

    assert "Liever eerst overleggen" not in html
    assert "Daarna kun je de zorgcoördinator bellen" in said(html)


def test_what_we_do_not_know_is_left_out(public: people.PublicClient) -> None:
    forged = {"s": ["<script>alert(1)</script>", "x" * 500], "who": "admin", "sudden": "9" * 99}
    answer = public.post("/check/", forged)

    assert answer.status_code == 200
    assert b"alert(1)" not in answer.content


def test_an_absurdly_long_check_is_refused_in_words(public: people.PublicClient) -> None:
    answer = public.post("/check/", {"s": "x" * LONGEST_BODY})

    assert answer.status_code == 400
    assert "Er is niets bewaard" in answer.content.decode()


def test_more_fields_than_any_form_has_is_refused_in_words(public: people.PublicClient) -> None:
    answer = public.post("/check/", {f"f{n}": "1" for n in range(300)})

    assert answer.status_code == 400


def test_ticks_can_be_changed_and_taken_along(public: people.PublicClient) -> None:
    outcome = public.post("/check/", CHECKED).content.decode()
    again = public.post("/check/", {**CHECKED, "again": "1"}).content.decode()

    assert 'name="signals" value="home-late second-phone sudden-debts"' in outcome
    assert 'name="role" value="family"' in outcome
    assert 'name="danger"' not in outcome
    assert re.search(r'value="bez4" checked', again)
    assert not re.search(r'value="sch1" checked', again)


def test_what_is_behind_it_is_taken_along_and_stays_ticked(public: people.PublicClient) -> None:
    told = {"s": "bez1", "k": "k5", "who": "parent"}
    outcome = public.post("/check/", told).content.decode()
    again = public.post("/check/", {**told, "again": "1"}).content.decode()

    assert 'name="signals" value="sudden-expensive-things known.known-money"' in outcome
    assert load().check_answers["known.known-money"].see in unescape(outcome)
    assert re.search(r'name="k" value="k5" checked', again)


def test_a_step_without_a_number_still_says_whom_one_may_call(public: people.PublicClient) -> None:
    html = public.post("/check/", {"s": "sch1", "who": "parent"}).content.decode()
    step = html[html.index('id="stap"') :]

    assert html.count('class="call') == 1
    assert load().contact("coordinator").tel in step


@pytest.mark.parametrize("path", ["/check/", "/vragen/", "/en/check/"])
def test_the_form_is_short_with_its_groups_closed(public: people.PublicClient, path: str) -> None:
    html = public.post(path, {"again": "1"}).content.decode()
    before_the_groups = html.partition("<details")[0]

    assert before_the_groups.count('type="checkbox"') == 6  # danger
    assert "<details open" not in html
    assert html.count("<details") == 9


def test_a_closed_group_says_what_was_ticked_in_it(public: people.PublicClient) -> None:
    html = public.post("/check/", {"s": "sch1", "again": "1"}).content.decode()

    assert f">{load().signal('skips-school').see}</small>" in html


def test_every_signal_that_a_page_shows_can_be_ticked(public: people.PublicClient) -> None:
    html = public.get("/check/").content.decode()

    assert [s.id for s in load().signals if f'name="s" value="{s.ref}"' not in html] == []


def test_the_youngster_answers_feelings_with_a_face(public: people.PublicClient) -> None:
    past = "danger.no tonight.no life.no debt.no threat.no things.no account.no boss.no"
    html = public.post("/makkelijk/vragen/", {"past": past}).content.decode()
    told = public.post("/makkelijk/vragen/", {"past": past, "a": "phone.yes", "stop": "1"})

    assert re.findall(r'<button name="a\.phone\.(\w+)"', html) == ["no", "yes", "yes", "unknown"]
    assert "Ik schrik of ben bang als mijn telefoon gaat" in said(told.content.decode())


def test_the_youngster_is_asked_in_their_own_words(public: people.PublicClient) -> None:
    html = public.get("/vragen/").content.decode()

    asked = [signal for signal in load().signals if f'value="{signal.ref}"' in html]
    assert asked
    assert all(signal.own for signal in asked)


@EVERY_PLACE
def test_every_place_speaks_its_own_level_and_posts_to_itself(
    public: people.PublicClient, place: CheckAddress
) -> None:
    html = public.get(place.path).content.decode()
    words = place.content.check.words

    assert f'action="{place.path}"' in html
    assert words["tab"] in html
    assert (words["any_answer"] if place.one_by_one else words["submit"]) in said(html)


@EVERY_PLACE
def test_every_place_answers_a_post_with_one_step_at_its_level(
    public: people.PublicClient, place: CheckAddress
) -> None:
    html = public.post(place.path, {"s": "bez4", "stop": "1"}).content.decode()

    assert html.count('class="call') == 1
    assert place.content.check.words["step_title"] in said(html)
    assert f'<html lang="{place.content.level.lang}">' in html


def test_no_dutch_is_left_in_the_templates_of_the_check(public: people.PublicClient) -> None:
    """What stands in the English pages beside the words of content is nothing at all."""
    content = load(level="en")
    html = public.post("/en/check/", {**CHECKED, "who": "professional"}).content.decode()
    main = said(html.partition("<main")[2].partition("</main>")[0])

    assert not re.search(r"\b(je|een|niet|het|wat|van|liever)\b", main)
    assert content.check.words["say_professional_title"] in main


def test_a_professional_gets_words_for_at_work_and_the_meldcode(
    public: people.PublicClient,
) -> None:
    html = public.post("/check/", {**CHECKED, "who": "professional"}).content.decode()
    picture, words = load().picture("pressure-and-debt"), load().check.words

    assert words["say_professional_title"] in html
    assert words["say_title"] not in html
    assert all(each in unescape(html) for each in picture.say_professional)
    assert not any(
        each in unescape(html) for each in set(picture.say) - set(picture.say_professional)
    )
    assert 'href="/professionals/meldcode/"' in html


@pytest.mark.parametrize(
    ("who", "to"),
    [
        ("parent", "/mijn-kind/"),
        ("professional", "/professionals/"),
        ("youngster", "/voor-jou/"),
    ],
)
def test_each_gets_a_quiet_second_way(public: people.PublicClient, who: str, to: str) -> None:
    html = public.post("/check/", {"who": who}).content.decode()

    assert f'href="{to}"' in html.partition("<main")[2]
    assert 'href="/hulp/"' in html.partition("<main")[2]


def test_the_answer_holds_the_day_and_no_time_or_name(public: people.PublicClient) -> None:
    html = said(public.post("/check/", CHECKED).content.decode())

    assert re.search(r"Ingevuld op \d{1,2}-\d{1,2}-\d{4}\. Er staat geen naam in", html)
    assert not re.search(r"\d{1,2}:\d{2}", html)


# a little more about what was ticked


def test_a_little_more_is_asked_about_six_signals_at_most_and_the_rest_is_kept(
    public: people.PublicClient,
) -> None:
    refs = [signal.ref for signal in load().signals if not signal.acute][:20]
    html = public.post("/check/", {"s": refs, "more": "1"}).content.decode()

    assert html.count('name="since-') == MOST_DETAILED_SIGNALS
    assert html.count("<button") == 1
    assert fields_of(html)["s"] == refs


def test_what_more_was_told_stands_in_the_answer_and_comes_back(
    public: people.PublicClient,
) -> None:
    told = {**CHECKED, "since-bez4": "weeks", "how-bez4": "heard", "sudden-thu1": "yes"}
    html = public.post("/check/", told).content.decode()
    again = public.post("/check/", {**told, "more": "1"}).content.decode()

    assert "(sinds een paar weken, gehoord)" in html
    assert "Komt laat of niet thuis (ineens)" in html
    assert load().check.words["heard_line"] in html
    assert '<option value="weeks" selected>' in again
    assert '<option value="heard" selected>' in again


def test_nothing_more_is_asked_in_danger(public: people.PublicClient) -> None:
    html = public.post("/check/", {"s": ["red1", "bez4"], "more": "1"}).content.decode()

    assert 'class="call now"' in html
    assert 'name="more"' not in html


def test_the_youngster_is_not_asked_whether_he_heard_it(public: people.PublicClient) -> None:
    html = public.post("/vragen/", {"s": "bez4", "more": "1"}).content.decode()

    assert 'name="since-bez4"' in html
    assert 'name="how-' not in html


# one question a screen


@pytest.mark.parametrize("place", WALKS, ids=lambda place: place.path)
def test_a_walk_asks_one_by_one_and_ends_in_one_step(
    public: people.PublicClient, place: CheckAddress
) -> None:
    html, told = public.get(place.path).content.decode(), []
    while 'class="ans' in html:
        button = re.findall(r'<button name="((?:a|who)\.[^"]+)"', html)[1 if told else -1]
        told.append(button)
        assert len(told) < 15
        past = re.search(r'name="past" value="([^"]*)"', html)
        sent = {"past": past[1] if past else "", button: ""}
        html = public.post(place.path, sent).content.decode()

    assert len(told) == 13
    assert html.count('class="call') == 1


# of 112: the bar above, and the step and the bar below, or a line beside 113
@pytest.mark.parametrize(("question", "times"), [("danger", 3), ("life", 2)])
@pytest.mark.parametrize("path", ["/makkelijk/check/", "/makkelijk/vragen/", "/en/check/vragen/"])
def test_a_yes_to_danger_leads_at_once_to_112(
    public: people.PublicClient, path: str, question: str, times: int
) -> None:
    html = public.post(path, {"a": f"{question}.yes"}).content.decode()

    assert 'class="call now"' in html
    assert html.count('href="tel:112"') == times


def test_a_job_tonight_leads_the_youngster_at_once_to_the_coordinator(
    public: people.PublicClient,
) -> None:
    html = public.post("/makkelijk/vragen/", {"past": "danger.no", "a": "tonight.yes"})

    assert 'class="call now"' in html.content.decode()
    assert load().contact("coordinator").number in html.content.decode()


def test_one_may_go_back_and_answer_again(public: people.PublicClient) -> None:
    past = "danger.no tonight.no life.no debt.yes"
    html = public.post("/makkelijk/check/", {"past": past, "back": "debt"}).content.decode()
    outcome = public.post("/makkelijk/check/", {"past": past, "stop": "1"}).content.decode()
    changed = public.post("/makkelijk/check/", {"past": past, "again": "1", "stop": "1"})

    assert "Vraag 4 van 13" in said(html)
    assert fields_of(html)["past"] == ["danger.no tonight.no life.no"]
    assert "Moet iemand geld betalen" in said(outcome)
    assert "Vraag 4 van 13" in said(changed.content.decode())


def test_one_may_come_back_from_danger_pressed_by_mistake(public: people.PublicClient) -> None:
    html = public.post("/makkelijk/check/", {"past": "danger.yes", "again": "1"}).content.decode()

    assert "Vraag 1 van 13" in said(html)


def test_daring_to_say_no_is_no_sign_and_not_daring_is(public: people.PublicClient) -> None:
    past = {"past": "debt.yes", "stop": "1"}
    yes = said(public.post("/makkelijk/vragen/", {**past, "a": "refuse.yes"}).content.decode())
    no = said(public.post("/makkelijk/vragen/", {**past, "a": "refuse.no"}).content.decode())

    assert "Ik durf geen nee te zeggen" not in yes
    assert "Ik durf geen nee te zeggen" in no


def test_another_level_takes_over_what_was_answered(public: people.PublicClient) -> None:
    past = "danger.no tonight.no"
    easy = public.post("/makkelijk/check/", {"past": past, "a": "life.no"}).content.decode()
    english = public.post("/en/check/", {"past": f"{past} life.no"}).content.decode()
    outcome = public.post("/makkelijk/check/", {"s": ["bez4"], "who": "parent"}).content.decode()

    assert 'formaction="/en/check/"' in easy
    assert "Question 4 of 13" in said(english)
    assert load(level="nl-a2").signal("sudden-debts").see in said(outcome)


# what nobody's browser sends

NAMES = ["s", "k", "who", "sudden", "danger", "past", "a", "back", "again", "more", "stop", "since-bez4"]
PIECES = [
    "bez4",
    "red1",
    "debt.yes",
    "danger.no",
    "debt",
    "youngster",
    "'\"><b>",
    "\x00",
    "é" * 99,
    "1",
]
hostile = st.dictionaries(
    st.sampled_from(
        [*NAMES, "how-bez4", "sudden-red1", "since-", "a.debt.yes", "a.", "back.fear", "who.x"]
    ),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), min_size=1, max_size=3),
    max_size=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(sent=hostile, path=st.sampled_from([*check_addresses()]))
def test_whatever_is_sent_gets_a_page_and_nothing_of_it_comes_back_raw(
    public: people.PublicClient, sent: dict[str, list[str]], path: str
) -> None:
    answer = public.post(path, sent)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert not answer.cookies
    assert "'\"><b>" not in html
    assert ('class="call' in html) or ('class="ans' in html) or ("<fieldset" in html)


def test_the_walk_stores_nothing_either(
    public: people.PublicClient,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    with django_assert_num_queries(0), django_assert_num_queries(0, using="channel"):
        answer = public.post("/makkelijk/check/", {"past": "danger.no", "a": "tonight.no"})

    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_the_sentences_of_the_easy_check_are_short() -> None:
    """At most ten words, for one in twenty fourteen: what a reader of easy Dutch can hold."""
    content = load(level="nl-a2")
    words = [*content.check.words.values()]
    for q in content.check.questions:
        words += [q.ask, q.help, q.see, q.ask_own, q.help_own, q.own]
    sentences = [each for text in words for each in re.split(r"(?<=[.!?:])\s+", text) if each]
    long = [each for each in sentences if len(each.split()) > 10]

    assert max(len(each.split()) for each in sentences) <= 14
    assert len(long) <= len(sentences) / 20


def test_every_level_has_its_own_words_for_every_question() -> None:
    for level in levels():
        for question in load(level=level.id).check.questions:
            assert question.lang == level.lang, question.id


def test_the_answers_about_oneself_go_along_to_another_level(public: people.PublicClient) -> None:
    html = public.post("/vragen/los/", {"a": "danger.no"}).content.decode()

    assert 'formaction="/en/vragen/los/"' in html
    assert 'name="past" value="danger.no"' in html
