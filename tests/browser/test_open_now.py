"""Whether a help line is open now: said by the script, in Dutch time, wherever the device is."""

import pytest
from playwright.sync_api import Page

from tests.support.browsers import Browsers

CHILDREN = 3  # of Keerpunt, Meld Misdaad Anoniem, CoMensha, Kindertelefoon
MOMENTS = {
    "2026-11-27T20:30:00+00:00": [  # a Friday evening
        "Nu open, tot 6.00 uur.",
        "Nu open, tot 22.00 uur.",
        "Nu dicht. Open maandag om 9.00 uur.",
        "Nu dicht. Open morgen om 11.00 uur.",
    ],
    "2026-11-28T04:59:00+00:00": [  # the night after it is not over
        "Nu open, tot 6.00 uur.",
        "Nu dicht. Open vandaag om 9.00 uur.",
        "Nu dicht. Open maandag om 9.00 uur.",
        "Nu dicht. Open vandaag om 11.00 uur.",
    ],
    "2026-12-25T09:30:00+00:00": [  # Christmas is as a Sunday, or nobody told us
        "Nu dicht. Open vandaag om 20.00 uur.",
        "Nu open, tot 17.00 uur.",
        "",
        "Nu dicht. Open vandaag om 11.00 uur.",
    ],
    "2027-07-05T07:00:00+00:00": [  # summer time: nine o'clock
        "Nu dicht. Open vandaag om 16.00 uur.",
        "Nu open, tot 22.00 uur.",
        "Nu open, tot 17.00 uur.",
        "Nu dicht. Open vandaag om 11.00 uur.",
    ],
    "2036-01-02T12:00:00+00:00": [""] * 4,  # of which year the page knows no holidays
}


@pytest.fixture
def lines(browsers: Browsers) -> Page:
    return browsers.visitor("/hulp/lijnen/", width=360, timezone_id="America/New_York")


def said(page: Page) -> list[str]:
    return page.locator("[data-opening] b").all_text_contents()


def test_a_line_says_whether_it_is_open(lines: Page) -> None:
    for moment, expected in MOMENTS.items():
        lines.clock.set_fixed_time(moment)
        lines.reload()
        assert said(lines) == expected, moment


@pytest.mark.long
def test_it_is_said_anew_while_the_page_stays_open(lines: Page) -> None:
    lines.clock.install(time="2026-11-27T19:59:30+00:00")
    lines.reload()
    assert said(lines)[CHILDREN] == "Nu open, tot 21.00 uur."
    lines.clock.run_for(60_000)

    assert said(lines)[CHILDREN] == "Nu dicht. Open morgen om 11.00 uur."


BAR_AND_PAGE = """() => {
  const bar = document.querySelector(".thumb").getBoundingClientRect();
  return [Math.round(bar.bottom) === innerHeight, bar.height < innerHeight / 5];
}"""


@pytest.mark.long
def test_the_call_bar_stays_at_the_thumb_and_hides_nothing(lines: Page) -> None:
    lines.set_viewport_size({"width": 360, "height": 740})
    assert lines.evaluate(BAR_AND_PAGE) == [True, True]
    lines.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    foot = lines.locator("footer").bounding_box()
    bar = lines.locator(".thumb").bounding_box()
    assert foot is not None
    assert bar is not None
    assert foot["y"] + foot["height"] <= bar["y"] + 1


@pytest.mark.long
def test_with_letters_of_200_percent_the_bar_scrolls_along(lines: Page) -> None:
    lines.set_viewport_size({"width": 360, "height": 740})
    lines.evaluate("document.documentElement.style.fontSize = '200%'")

    assert lines.evaluate(BAR_AND_PAGE)[0] is False
    assert lines.evaluate("document.documentElement.scrollWidth") <= 360
