"""The menu keeps one line: the header on a computer, the bar at the bottom on a telephone."""

import pytest

from tests.support.browsers import Browsers

LINE_PX = 60
WIDTHS = (1040, 1180, 1280, 1440, 1680, 1920)
HEIGHT = "selector => document.querySelector(selector).getBoundingClientRect().height"

WORDS_IN_THE_EVENING = """() => {
    document.querySelector(".on-duty a").textContent = "Dienst: Marianne, jij tot morgen 01:00"
}"""


def test_the_header_and_the_bar_stay_one_line_for_who_may_open_most(browsers: Browsers) -> None:
    ruud = browsers.member("ruud", "/ik/")
    ruud.evaluate(WORDS_IN_THE_EVENING)
    header = {}
    for width in WIDTHS:
        ruud.set_viewport_size({"width": width, "height": 800})
        header[width] = ruud.evaluate(HEIGHT, ".top")
    assert {width: height for width, height in header.items() if height > LINE_PX} == {}

    for width in (320, 360):
        ruud.set_viewport_size({"width": width, "height": 740})
        assert ruud.evaluate(HEIGHT, ".dock") <= LINE_PX, width


@pytest.mark.long
def test_a_telephone_reaches_conferences_from_the_own_page(browsers: Browsers) -> None:
    fatima = browsers.member("fatima", "/ik/", width=360, height=740)
    fatima.locator("main").get_by_role("link", name="Overleg", exact=True).click()
    assert fatima.url.endswith("/overleg/")
