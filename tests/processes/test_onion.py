"""The public door as Tor meets it: one address for everyone, plain http, no JavaScript."""

import http.client
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from tests.support.installation import Installation

NAME = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"
CLEAR = "melden.teststad.example"
STORY = "Ze willen dat ik vanavond weer iets wegbreng."
NOT_SENT = {"checkbox", "radio", "file", "submit"}
PAGES = ("/", "/signalen/", "/schrijven/", "/postvak/", "/check/", "/makkelijk/", "/en/")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    more = {
        "UITWEG_ONION": f"http://{NAME}",
        "UITWEG_PUBLIC_URL": f"https://{CLEAR}",
        "UITWEG_PROXY": "127.0.0.1",
    }
    made = Installation(tmp_path_factory.mktemp("onion") / "data", more=more).make()
    made.start("public", "worker")
    yield made
    made.stop()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


def ask(
    city: Installation, path: str, *, host: str = NAME, body: str | None = None, **headers: str
) -> Answer:
    """Ask the door itself, as the tor process beside it does; a body is a form's."""
    line = http.client.HTTPConnection("127.0.0.1", city.public_port, timeout=30)
    form = {"content-type": "application/x-www-form-urlencoded"} if body is not None else {}
    method = "GET" if body is None else "POST"
    line.request(method, path, body, {"host": host, **form, **headers})
    answer = line.getresponse()
    text = answer.read().decode("utf-8", "replace")
    line.close()
    return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, text)


class Forms(HTMLParser):
    """The forms of a page, as a browser without JavaScript sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = dict(attrs)
        if tag == "form":
            self.found.append((one.get("action") or "", {}))
        elif self.found and one.get("name") and tag != "button" and one.get("type") not in NOT_SENT:
            self.found[-1][1][one["name"] or ""] = one.get("value") or ""

    def to(self, action: str) -> tuple[str, dict[str, str]]:
        return next((path, dict(said)) for path, said in self.found if path == action)


def send(city: Installation, page: Answer, action: str, **typed: str) -> Answer:
    path, said = Forms(page.text).to(action)
    assert path.startswith("/"), path
    headers = {"origin": "null"}  # what a browser says that hides where it comes from
    return ask(city, path, body=urlencode(said | typed), **headers)


def test_a_report_is_made_read_added_to_and_deleted_without_javascript(city: Installation) -> None:
    words_page = send(city, ask(city, "/schrijven/"), "/schrijven/")
    write_page = send(city, words_page, "/schrijven/bericht/")
    done = send(city, write_page, "/schrijven/versturen/", text=STORY)
    words = Forms(write_page.text).to("/schrijven/versturen/")[1]["words"]
    assert (done.status, len(words.split())) == (200, 7)

    mailbox = send(city, ask(city, "/postvak/"), "/postvak/openen/", words=words)
    assert (mailbox.status, STORY in mailbox.text) == (200, True)
    more = send(city, mailbox, "/postvak/bericht/", text="Kom niet naar mijn huis.")
    assert "Kom niet naar mijn huis." in more.text
    sure = send(city, more, "/postvak/wissen/")
    gone = send(city, sure, "/postvak/wissen/", sure="yes")
    again = send(city, ask(city, "/postvak/"), "/postvak/openen/", words=words)

    assert gone.status == 200
    assert STORY not in again.text


def test_many_from_the_one_address_of_tor_all_get_in(city: Installation) -> None:
    def report(number: int) -> int:
        words_page = send(city, ask(city, "/schrijven/"), "/schrijven/")
        write_page = send(city, words_page, "/schrijven/bericht/")
        return send(city, write_page, "/schrijven/versturen/", text=f"Verhaal {number}").status

    with ThreadPoolExecutor(4) as people:
        assert list(people.map(report, range(12))) == [200] * 12


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_leads_back_to_the_ordinary_address(
    city: Installation, path: str
) -> None:
    page = ask(city, path)

    assert page.status == 200
    assert CLEAR not in page.text
    assert not re.search(r'(?:action|src)="(?:https?:)?//', page.text)
    assert "location" not in page.headers
    assert "strict-transport-security" not in page.headers
    assert "upgrade-insecure-requests" not in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers


def test_an_address_without_its_slash_stays_on_the_onion(city: Installation) -> None:
    for path in ("/schrijven", "/postvak", "/check"):
        assert ask(city, path).headers["location"].startswith("/")


@pytest.mark.parametrize("path", PAGES)
def test_the_ordinary_address_tells_of_the_same_page_here(city: Installation, path: str) -> None:
    page = ask(city, path, host=CLEAR, **{"x-forwarded-proto": "https"})

    assert page.headers["onion-location"] == f"http://{NAME}{path}"
    assert "strict-transport-security" in page.headers


def test_what_did_not_come_over_https_at_the_ordinary_address_is_told_nothing(
    city: Installation,
) -> None:
    https = {"x-forwarded-proto": "https"}
    asked = [
        ask(city, "/", host=CLEAR),
        ask(city, "/", host=CLEAR, **{"x-forwarded-proto": "http"}),
        ask(city, "/", host=NAME, **https),
        ask(city, "/", host="other.example", **https),
        ask(city, "/", host=f"{CLEAR}.other.example", **https),
        ask(city, "/robots.txt", host=CLEAR, **https),
        ask(city, "/is-er-niet/", host=CLEAR, **https),
        ask(city, "/schrijven", host=CLEAR, **https),
        ask(city, "/schrijven/", host=CLEAR, body="", **https),
    ]

    assert [page.headers.get("onion-location") for page in asked] == [None] * len(asked)


def test_an_unchanged_page_tells_it_too_and_a_typed_query_does_not_come_back(
    city: Installation,
) -> None:
    https = {"x-forwarded-proto": "https"}
    first = ask(city, "/schrijven/?x=%0d%0ay:z", host=CLEAR.upper(), **https)
    again = ask(
        city, "/schrijven/", host=CLEAR, **https, **{"if-none-match": first.headers["etag"]}
    )

    assert first.headers["onion-location"] == f"http://{NAME}/schrijven/"
    assert (again.status, again.headers.get("onion-location")) == (304, None)


def test_the_onion_is_named_nowhere_in_the_log(city: Installation) -> None:
    ask(city, "/is-er-niet/")

    assert NAME not in city.log.read_text()
