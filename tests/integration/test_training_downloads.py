"""Files of training at the public door: what the command built is served, what is not there is said."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import people
from tests.support.made_files import made, makers, put
from uitweg.knowledge.training.actions.made_files import CURRENT
from uitweg.knowledge.training.public_views.everything import downloads
from uitweg.materials.building import build
from uitweg.platform.sealing.tokens import etag

TWEE = "/leren/school/school.twee"
PACKAGE = "/leren/school/school-cmi5.zip"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MATERIALS = tmp_path
    return tmp_path


def test_the_command_makes_each_file_that_the_pages_offer_and_no_other() -> None:
    assert makers().keys() == downloads().keys()


def test_the_doors_serve_what_the_command_built(folder: Path) -> None:
    build(folder, lambda: [(path, lambda path=path: made(path)) for path in (TWEE, PACKAGE)])

    for path, media_type in ((TWEE, "text/plain; charset=utf-8"), (PACKAGE, "application/zip")):
        answer = people.PublicClient().get(path)
        assert (answer.status_code, answer.content) == (200, made(path))
        assert answer["Content-Type"] == media_type
        assert answer["Content-Length"] == str(len(made(path)))
        assert answer["ETag"] == etag(made(path))
        assert answer["Cache-Control"] == "no-cache"
        name = path.rpartition("/")[2]
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_only_the_head_is_sent_to_who_asks_for_that_and_nothing_to_who_has_it(folder: Path) -> None:
    put(folder, TWEE)
    visitor = people.PublicClient()
    head = visitor.head(TWEE)
    again = visitor.get(TWEE, headers={"If-None-Match": head["ETag"]})

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(made(TWEE)))
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.post(TWEE).status_code == 405


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        ("", "Dit bestand wordt gemaakt. Probeer het over een minuut nog eens."),
        ("/makkelijk", "Wij maken dit bestand nu."),
        ("/en", "This file is being made. Try again in a minute."),
    ],
)
def test_until_a_file_is_there_a_page_says_so(level: str, sentence: str, folder: Path) -> None:
    answer = people.PublicClient().get(f"{level}/leren/papieren/protocol.pdf")

    assert answer.status_code == 503
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("60", "no-store")
    assert sentence in answer.content.decode()
    assert not (folder / CURRENT).exists()


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("/leren/school/", TWEE),
        ("/leren/school/", PACKAGE),
        ("/leren/presentaties/school/15/", "presentatie-school-15.pptx"),
        ("/leren/papieren/", "/leren/papieren/protocol.pdf"),
    ],
)
def test_a_link_to_a_file_leads_to_that_page(
    page: str, file: str, public: people.PublicClient
) -> None:
    """A browser keeps silent about a 503 behind a link that says `download`."""
    links = re.findall(r"<a\s[^>]*>", public.get(page).content.decode())
    to_the_file = [link for link in links if f'{file}"' in link]

    assert to_the_file
    assert not [link for link in to_the_file if " download" in link]


@pytest.mark.parametrize(
    "gone",
    [
        "/leren/school/school-scorm2004.zip",
        "/leren/school/school-week-cmi5.zip",
        "/cijfers/sdmx/structuur.json",
        "/cijfers/sdmx/forms-1.0.0.csv",
    ],
)
def test_the_address_of_a_format_that_went_is_nobodys(
    gone: str, public: people.PublicClient
) -> None:
    assert public.get(gone).status_code == 404
