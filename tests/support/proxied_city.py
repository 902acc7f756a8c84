"""A city behind the nginx of deploy/, and single requests to it over TLS."""

import http.client
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.support.installation import Installation, free_port
from tests.support.proxy import PUBLIC_NAME, STAFF_NAME, Proxy, connect, nginx


@contextmanager
def city_behind_nginx(folder: Path) -> Iterator[tuple[Installation, Proxy]]:
    port = free_port()
    settings = {
        "UITWEG_LOAD_LEVEL": "calm",
        "UITWEG_PROXY": "127.0.0.1",
        "UITWEG_PUBLIC_URL": f"https://{PUBLIC_NAME}:{port}",
        "UITWEG_STAFF_URL": f"https://{STAFF_NAME}:{port}",
    }
    city = Installation(folder / "data", settings).make().start("public", "staff")
    doors = {"public": city.public_port, "staff": city.staff_port}
    try:
        with nginx(doors, folder / "nginx", port) as proxy:
            yield city, proxy
    finally:
        city.stop()


@contextmanager
def asking(
    proxy: Proxy, name: str, path: str, body: bytes | None = None, **headers: str
) -> Iterator[http.client.HTTPResponse]:
    """Send one request over TLS and yield the answer, not read yet."""
    line = http.client.HTTPSConnection(name, proxy.tls_port)
    line.sock = connect(proxy, name)
    with closing(line):
        line.request("POST" if body is not None else "GET", path, body=body, headers=headers)
        with line.getresponse() as answer:
            yield answer


def ask(
    proxy: Proxy, name: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, str]:
    with asking(proxy, name, path, body, **headers) as answer:
        return answer.status, answer.read().decode("utf-8", "replace")
