"""The nginx of deploy/ in front of both doors: its refusals are ours, and it notes nobody."""

import http.client
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.installation import Installation
from tests.support.proxied_city import ask, city_behind_nginx
from tests.support.proxy import PUBLIC_NAME, STAFF_NAME, Proxy

MB = 1024 * 1024


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Proxy]]:
    with city_behind_nginx(tmp_path_factory.mktemp("proxied")) as both:
        yield both


@pytest.mark.parametrize(
    "megabytes", [2, *(pytest.param(size, marks=pytest.mark.long) for size in (20, 40))]
)
def test_no_refusal_is_that_of_the_proxy(
    proxied: tuple[Installation, Proxy], megabytes: int
) -> None:
    _, proxy = proxied
    for name, path in ((PUBLIC_NAME, "/hulp/"), (STAFF_NAME, "/inloggen/")):
        body = b"a" * (megabytes * MB)
        status, said = ask(proxy, name, path, body, **{"Content-Type": "text/plain"})

        assert (status, "nginx" in said) == (413, False)
        assert "Dit is te groot" in said


def test_no_address_or_path_of_a_visitor_is_in_any_log(
    proxied: tuple[Installation, Proxy],
) -> None:
    city, proxy = proxied
    ask(proxy, PUBLIC_NAME, "/niet-hier-geweest/")
    with closing(http.client.HTTPConnection("127.0.0.1", proxy.plain_port, timeout=10)) as plain:
        plain.request("GET", "/niet-hier-geweest/", headers={"Host": PUBLIC_NAME})
        with plain.getresponse() as moved:
            assert moved.status == 301
    city.stop("public")
    down, _ = ask(proxy, PUBLIC_NAME, "/niet-hier-geweest/")
    city.start("public")

    assert down == 502
    assert "niet-hier-geweest" not in proxy.logged + city.log.read_text()
    assert "client" not in proxy.logged
