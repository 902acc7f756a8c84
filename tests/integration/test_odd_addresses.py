"""Odd addresses at the public door: no page of ours leads to another site."""

import re

import pytest

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
