"""Odd addresses: no page of ours leads to another site, and none breaks a door."""

import re

import pytest
from django.test import Client

from tests.support import people

OUTSIDE = [
    "//evil.example/",
    "/en//evil.example/",
    "/makkelijk//evil.example",
    "/en/\\evil.example/",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_an_address_that_is_not_there_leads_to_no_other_site(
    public: people.PublicClient, path: str
) -> None:
    page = public.get("/", PATH_INFO=path)
    links = re.findall(r'(?:href|action)="([^"#]*)"', page.content.decode())

    assert page.status_code == 404
    assert "/" in links
    assert [link for link in links if "evil" in link] == []


def test_at_an_address_that_is_not_there_each_level_leads_to_its_start(
    public: people.PublicClient,
) -> None:
    page = public.get("/en/niet-bestaand/").content.decode()

    assert '<html lang="en"' in page
    assert re.findall(r'<a href="([^"]*)" lang="nl"', page) == ["/", "/makkelijk/"]


@pytest.mark.parametrize("path", ["/inloggen/", "/werk/", "/casussen/", "/niet-bestaand/"])
def test_an_address_with_too_many_questions_is_refused_with_a_page(
    team: people.Team, desk: Client, path: str
) -> None:
    many = "&".join(f"a{nth}=1" for nth in range(500))

    for browser in (Client(), desk):
        page = browser.get(f"{path}?{many}")
        assert page.status_code in (302, 400, 404)
        assert page.status_code == 302 or "</html>" in page.content.decode()


@pytest.mark.parametrize("path", ["/schrijven", "/signalen/thuis", "/makkelijk/bronnen/p-z"])
def test_an_address_without_its_last_slash_leads_to_its_page(public, team, path: str) -> None:
    """In a door's first seconds Django leads there; it led to the start page."""
    answer = public.get(path)

    assert (answer.status_code, answer["Location"]) == (301, f"{path}/")
