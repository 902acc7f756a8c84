"""A restricted case: from its report to who is refused, who read it before, and danger in it."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import (
    Browsers,
    arrived,
    faults,
    new_since,
    open_mailbox,
    waiting,
    write,
)

STORY = "Mijn neef werkt bij jullie, hij mag dit echt niet lezen."
AGAIN = "Hij staat nu voor de deur."
BOTH_WAYS = pytest.mark.parametrize(
    "javascript", [True, pytest.param(False, marks=pytest.mark.long)], ids=["script", "plain"]
)


@BOTH_WAYS
def test_a_colleague_who_is_not_named_is_refused_and_the_owner_sees_they_read_it_before(
    browsers: Browsers, javascript: bool, axe: str
) -> None:
    owner = browsers.member("fatima", "/werk/")
    before = waiting(owner)
    if javascript:
        words = write(browsers.visitor("/schrijven/", width=360, height=740), STORY)
    else:
        words = arrived(owner, browsers.city, STORY)
    number = new_since(owner, before)
    page = f"/werk/melding/{number}/"
    where = browsers.city.staff + page
    colleague = browsers.member("joris", page)
    expect(colleague.locator("main")).to_contain_text(STORY)
    make_restricted(owner, where, named="Ruud", read_before="Joris", axe=axe)

    expect_refused(colleague, where, number)
    colleague.goto(browsers.city.staff + "/werk/meldingen/")
    expect(colleague.locator("main")).not_to_contain_text(f"M-{number:04d}")
    for member in ("fatima", "ruud"):
        expect(browsers.member(member, page).locator("main")).to_contain_text(STORY)

    write_danger(browsers.visitor("/postvak/", javascript=javascript), words)
    colleague.goto(browsers.city.staff + "/werk/")
    fact = colleague.get_by_role("region", name="Gevaar bij een strikte casus")
    row = fact.locator("li", has_text=f"M-{number:04d}")
    expect(row).to_contain_text("bel de leiding, nu")
    expect(row.locator("a:not([href^='tel:'])")).to_have_count(0)
    expect(colleague.locator("main")).not_to_contain_text(AGAIN)
    assert faults(colleague, axe) == []
    owner.goto(browsers.city.staff + "/werk/")
    expect(owner.locator(f"#melding-{number}")).to_contain_text("er is gevaar")


@pytest.mark.long
def test_a_lead_who_is_not_named_reads_new_danger_and_not_the_case_and_the_owner_is_told(
    browsers: Browsers, axe: str
) -> None:
    owner = browsers.member("fatima", "/werk/")
    before = waiting(owner)
    words = arrived(owner, browsers.city, STORY)
    number = new_since(owner, before)
    where = f"{browsers.city.staff}/werk/melding/{number}/"
    case = make_restricted(owner, where, named="Joris", read_before="Fatima", axe=axe)
    lead = browsers.member("ruud", "")
    expect_refused(lead, where, number)
    write_danger(browsers.visitor("/postvak/"), words)

    lead.goto(browsers.city.staff + "/werk/")
    lead.get_by_role("link", name=f"Noodtoegang tot M-{number:04d}").click()
    expect(lead.locator("main")).to_contain_text("Bel eerst Fatima")
    assert faults(lead, axe) == []
    lead.get_by_label("In je eigen woorden").fill("Fatima neemt niet op.")
    lead.get_by_role("button", name="Er is nu gevaar").click()
    expect(lead.locator("h1")).to_contain_text(f"M-{number:04d}")
    expect(lead.locator("main")).to_contain_text(AGAIN)
    lead.goto(f"{browsers.city.staff}{case}")
    expect(lead.locator("main")).to_contain_text("Bel de leiding")

    owner.goto(browsers.city.staff + "/werk/")
    row = owner.locator("li", has_text="Ruud opende de melding")
    expect(row).to_contain_text("Fatima neemt niet op.")
    row.get_by_role("button", name="Gezien").click()


def make_restricted(owner: Page, where: str, *, named: str, read_before: str, axe: str) -> str:
    """Make a case of the report, let a member in and restrict it; return its address."""
    owner.goto(where)
    owner.get_by_role("button", name="Maak casus").click()
    case = "/" + owner.url.split("/", 3)[3]
    owner.goto(f"{owner.url}toegang/")
    owner.get_by_label("Wie", exact=True).select_option(label=named)
    owner.get_by_label("Wat", exact=True).select_option("work")
    owner.get_by_role("button", name="Laat toe").click()
    form = owner.get_by_role("region", name="Voor het hele team te openen")
    expect(form.locator("li", has_text=read_before)).to_contain_text("melding")
    expect(form).to_contain_text("Dit is niet terug te draaien")
    assert faults(owner, axe) == []
    form.get_by_role("button", name="Maak strikt").click()
    expect(owner.locator(".hd")).to_contain_text("strikt")
    return case


def write_danger(mailbox: Page, words: list[str]) -> None:
    open_mailbox(mailbox, words)
    mailbox.get_by_label("Schrijf terug").fill(AGAIN)
    mailbox.locator("form:visible [name=danger]").check()
    mailbox.get_by_role("button", name="ersturen").click()
    expect(mailbox.locator("ol.talk li.me")).to_have_count(2)


def expect_refused(page: Page, where: str, number: int) -> None:
    answer = page.goto(where)
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text(f"M-{number:04d} is niet voor jou")
    expect(page.locator("main")).not_to_contain_text(STORY)
