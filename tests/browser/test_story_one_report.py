"""Reload, back, two clicks, a lost answer: one report, and the same page that says how to come back."""

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.support.browsers import (
    Browsers,
    new_since,
    open_mailbox,
    send,
    stored_reports,
    take_words,
    waiting,
    words_on,
)

STORY = "Zij wordt elke dag opgehaald door iemand die niemand kent."
NOW = "Hij staat nu voor de deur."
SENT = "Je bericht is verstuurd"
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False])


def reload(page: Page) -> None:
    """Load the page again, as a person does who says yes to sending the form again."""
    page.wait_for_load_state()  # the answer is all there, not just its heading
    page.reload()


def step_back(page: Page) -> None:
    """Go back; where the browser kept nothing of a form's answer it asks, and sends it again."""
    page.wait_for_load_state()
    try:
        page.go_back()
    except Error as asks:
        if "ERR_CACHE_MISS" not in asks.message:
            raise
        page.wait_for_url("chrome-error:**")
        page.reload()


@pytest.mark.long
@WITH_AND_WITHOUT
def test_reloads_two_clicks_and_back_at_each_step_keep_the_words_and_make_one_report(
    browsers: Browsers, javascript: bool
) -> None:
    page = browsers.visitor("/schrijven/", javascript=javascript)
    before = stored_reports(browsers.city)
    page.get_by_role("button", name="Geef mij zeven woorden").click()
    if javascript:
        words = words_on(page)
        reload(page)
        assert words_on(page) == words
    words = words_on(page)
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    reload(page)
    page.get_by_label("Je bericht").fill(STORY)
    page.locator("form:visible").get_by_role("button", name="ersturen").dblclick()
    for again in (reload, reload, away_and_back):
        expect(page.get_by_role("heading", name=SENT)).to_be_visible()
        assert words_on(page) == words
        again(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    assert words_on(page) == words
    assert stored_reports(browsers.city) == before + 1


def away_and_back(page: Page) -> None:
    page.goto(page.url.partition("/schrijven/")[0] + "/hulp/")
    step_back(page)


@pytest.mark.long
@WITH_AND_WITHOUT
def test_back_and_forth_before_sending_ends_in_one_report_that_the_shown_words_open(
    browsers: Browsers, javascript: bool
) -> None:
    page = browsers.visitor("/", javascript=javascript)
    page.goto(browsers.city.public + "/schrijven/")
    before = stored_reports(browsers.city)
    take_words(page)
    expect(page.get_by_label("Je bericht")).to_be_visible()  # one goes back from what one sees
    step_back(page)
    if javascript:  # all steps are one page: Back leaves it, and Forward finds the step again
        page.go_forward()
    else:
        page.get_by_role("button", name="Ik heb ze bewaard").click()
    send(page, STORY)
    words = words_on(page)
    assert stored_reports(browsers.city) == before + 1

    mailbox = browsers.visitor("/postvak/", javascript=javascript)
    open_mailbox(mailbox, words)
    expect(mailbox.locator("ol.talk")).to_contain_text(STORY)


def lose_the_first_answer(page: Page, address: str) -> list[int]:
    """Let the first post through and lose its answer on the way back; return what was answered."""
    statuses: list[int] = []

    def let_through(route: Route) -> None:
        answer = route.fetch()
        statuses.append(answer.status)
        if len(statuses) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    page.route(f"**{address}", let_through)
    return statuses


def test_an_answer_lost_after_the_commit_is_asked_again_and_there_is_one_report(
    browsers: Browsers,
) -> None:
    page = browsers.visitor("/schrijven/")
    before = stored_reports(browsers.city)
    statuses = lose_the_first_answer(page, "/schrijven/verzegeld/")
    words = take_words(page)
    page.get_by_label("Je bericht").fill(STORY)
    page.get_by_role("button", name="Op slot doen en versturen").click()
    expect(page.locator("#sending [data-say=trouble]")).to_be_visible()
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()

    assert words_on(page) == words
    assert statuses == [200, 200]
    assert stored_reports(browsers.city) == before + 1


@pytest.mark.long
@pytest.mark.parametrize(
    "away_s",
    [pytest.param(40, marks=pytest.mark.long), 90],
    ids=["within the minute", "longer than a minute"],
)
def test_while_the_door_is_away_the_same_message_is_sent_again_and_there_is_one_report(
    browsers: Browsers, away_s: int
) -> None:
    """The first post does arrive, and its answer is lost; then nothing arrives for a while.

    That it is sent again by itself within the minute is asked above, with one lost answer.
    """
    page = browsers.visitor("/schrijven/")
    page.clock.install()
    before, sent, away = stored_reports(browsers.city), list[dict[str, object]](), [True]

    def door(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            route.fetch()
        route.abort("connectionreset") if away[0] else route.continue_()

    page.route("**/schrijven/verzegeld/", door)
    words = take_words(page)
    page.get_by_label("Je bericht").fill(STORY)
    page.get_by_role("button", name="Op slot doen en versturen").click()
    expect(page.locator("#sending [data-say=trouble]")).to_be_visible()
    for _ in range(0, away_s, 10):
        page.clock.run_for(10_000)
        page.wait_for_timeout(100)
    away[0] = False
    if away_s > 60:
        page.locator("button[data-do=again]").click()
    page.clock.run_for(10_000)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()

    assert words_on(page) == words
    assert len(sent) > 4
    assert len({(one["key"], one["for_team"]) for one in sent}) == 1
    assert stored_reports(browsers.city) == before + 1


def test_without_javascript_a_lost_answer_and_a_reload_make_one_report(browsers: Browsers) -> None:
    page = browsers.visitor("/schrijven/", javascript=False)
    before = stored_reports(browsers.city)
    statuses = lose_the_first_answer(page, "/schrijven/versturen/")
    words = take_words(page)
    page.get_by_label("Je bericht").fill(STORY)
    page.get_by_role("button", name="Versturen").click()
    page.wait_for_url("chrome-error:**")
    reload(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()

    assert words_on(page) == words
    assert statuses == [200, 200]
    assert stored_reports(browsers.city) == before + 1


@pytest.mark.long
@WITH_AND_WITHOUT
def test_what_was_changed_after_a_lost_answer_is_kept_too_with_its_mark_of_danger(
    browsers: Browsers, javascript: bool
) -> None:
    """The first post arrives and its answer is lost; the writer goes back and adds to it."""
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/schrijven/", javascript=javascript)
    posted = list[int]()

    def door(route: Route) -> None:
        posted.append(route.fetch().status if not posted else 0)
        if len(posted) > 1:
            route.continue_()
        elif javascript:  # what stands between, such as the wifi of a station, answers instead
            route.fulfill(status=403, body="Meld je aan")
        else:
            route.abort("connectionreset")

    page.route("**/schrijven/verzegeld/" if javascript else "**/schrijven/versturen/", door)
    words = take_words(page)
    page.get_by_label("Je bericht").fill(STORY)
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    if javascript:
        page.get_by_role("button", name="Terug naar je tekst").click()
    else:
        page.wait_for_url("chrome-error:**")
        page.go_back()
    page.get_by_label("Je bericht").fill(NOW)
    page.locator("[name=needed][value=now]").check()
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    expect(page.locator("body")).to_contain_text("gevaar")

    assert (posted[0], len(words)) == (200, 7)
    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    expect(desk.locator("article.msg").first).to_contain_text(STORY)
    expect(desk.locator("article.msg").last).to_contain_text(NOW)
    expect(desk.locator("article.msg").last.locator(".tag.red")).to_be_visible()
