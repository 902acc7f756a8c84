"""`python -m tests.walk.door DOOR FOLDER`: ask one door everything, and write what it answered."""

import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.walk import fixed
from tests.walk.text import Normaliser

LOGINS = {
    "fatima": "coordinator-near",
    "joris": "coordinator-not-near",
    "ruud": "lead",
    "ans": "administrator",
    "noor": "analyst",
    "petra": "privacy-officer",
    "emre": "editor",
    "mirjam": "partner-care",
    "bram": "partner-lawyer",
    "esra": "partner-police",
}
STRANGER = "stranger"
WITH_LINK = "partner-with-link"
ROLES = (STRANGER, WITH_LINK, *LOGINS.values())
REFUSED_ALIKE = {"analyst", "editor", "coordinator-not-near", "partner-lawyer", "partner-police"}
"""Left out where few are walked: what they are refused, no store decides."""
HOST = "127.0.0.1"
OF_CONTENT = (".pdf", ".pptx", ".zip", ".twee")
"""Of these the making takes longest, and nothing in them comes from a store."""
MOST_VARIANTS = 8
"""Of one page: how many of its links with a question mark are followed."""


class Door:
    """A door that is asked, and the folder for its answers."""

    def __init__(self, door: str, folder: Path, roles: set[str], *, few: bool = False) -> None:
        from tests.walk.examples import examples
        from tests.walk.visit import ReadableTables, Stores

        self.door, self.folder = door, folder
        self.stores = Stores() if door == "staff" else ReadableTables()
        self.examples = [
            each for each in examples(door) if not (few and each.path.endswith(OF_CONTENT))
        ]
        self.clients = {STRANGER: self._client()}
        if door == "staff":
            self.clients |= {
                role: self._logged_in(login) for login, role in LOGINS.items() if role in roles
            }
        self.stores.remember()
        self.has_link = door == "staff" and WITH_LINK in roles
        self.not_read, self.not_sent_to = set[str](), set[str]()
        """Where the stranger got a 405: a method is refused before anybody is asked who they are."""

    @staticmethod
    def _client(**how: bool):  # type: ignore[no-untyped-def]
        from django.test import Client

        return Client(raise_request_exception=False, SERVER_NAME=HOST, **how)

    def _logged_in(self, login: str):  # type: ignore[no-untyped-def]
        """Log in with what the demo's login page shows, as a visitor of the demo does."""
        from tests.walk.text import read

        client = self._client()
        page = read(client.get("/inloggen/").content.decode(), "/inloggen/")
        filled = [{each.name: each.value for each in form.fields} for form in page.forms]
        of_member = next(each for each in filled if each.get("login") == login)
        answer = client.post("/inloggen/", of_member)
        assert answer.status_code == 302, f"{login} cannot log in: {answer.status_code}"
        return client

    def walk(self) -> None:
        if self.has_link:
            from tests.walk import link

            lines = link.lines(self.stores, HOST)
            self._put(self.folder / "vraag" / f"{WITH_LINK}.txt", lines)
        for role in self.clients:
            began = time.process_time()
            self._walk_as(role)
            print(f"{self.door} {role}: {time.process_time() - began:.1f} s", flush=True)

    def _walk_as(self, role: str) -> None:
        from tests.walk import sending
        from tests.walk.visit import visit

        client, forms, got = self.clients[role], dict[str, sending.Found](), {}
        read = dict[str, set[str]]()
        for example in self.examples:
            got[example.path] = []
            if example.path in self.not_read:
                continue
            answer = visit(self.stores, client, "GET", example.path, f"{role} {example.path}")
            got[example.path].append(("GET", answer))
            if answer.page:
                read.setdefault(answer.page.title, set()).update(answer.text)
            if answer.status == 405 and role == STRANGER:
                self.not_read.add(example.path)
            if answer.page:
                for form in answer.page.forms:
                    forms.setdefault(form.action, sending.Found(form, example.path))
                for variant in self._variants(answer.page.links, example.path):
                    seen = visit(self.stores, client, "GET", variant, f"{role} {variant}")
                    got[example.path].append((f"GET {variant}", seen))
        for example in self.examples:
            is_refused = any(answer.status == 403 for _, answer in got[example.path])
            if example.path in self.not_sent_to or is_refused:
                continue
            for title, sent in sending.tries(forms.get(example.path), is_stranger=role == STRANGER):
                seed = f"{role} {example.path}"  # that of the page, whose keys are sent back
                answer = visit(self.stores, client, "POST", example.path, seed, **sent)
                if answer.status == 405:
                    got[example.path].append((title, answer))
                    self.not_sent_to |= {example.path} if role == STRANGER else set()
                    break
                if answer.page and (known := read.get(answer.page.title)):
                    new = [line for line in answer.text if line not in known]
                    answer.text = [f"the page {answer.page.title!r}, and on it now:", *new]
                got[example.path].append((title, answer))
                if answer.status in (403, 404) or answer.to.startswith("/inloggen/"):
                    break
        for path, answers in got.items():
            self._write(role, path, answers)
        self._write_around(role, got)

    def _variants(self, links: list[str], path: str) -> list[str]:
        here = {
            split._replace(fragment="").geturl()
            for split in map(urlsplit, links)
            if split.query and split.path in ("", path) and not split.netloc
        }
        return [link if link.startswith("/") else path + link for link in sorted(here)][
            :MOST_VARIANTS
        ]

    def _write(self, role: str, path: str, answers) -> None:  # type: ignore[no-untyped-def]
        lines = []
        for title, answer in answers:
            lines += [f"=== {title}", *answer.head, *answer.text]
        file = self.folder / (path.strip("/").replace("?", "_") or "_start") / f"{role}.txt"
        self._put(file, lines)

    @staticmethod
    def _put(file: Path, lines: list[str]) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _write_around(self, role: str, got: dict[str, list[tuple[str, Any]]]) -> None:
        """Write what stands around pages (menu, foot), each different line once for a role."""
        pages = (answer.page for answers in got.values() for _, answer in answers)
        lines = {Normaliser()(line) for page in pages if page for line in page.around}
        self._put(self.folder / "_around" / f"{role}.txt", sorted(lines))


def write_shelf(folder: Path) -> None:
    """Write what the public door serves from memory: each page, file and failure."""
    from tests.walk.house import published
    from tests.walk.text import policy, read
    from tests.walk.visit import shown

    pages, by_state = published()
    for state, of in [("", pages), *by_state.items()]:
        assets = []
        for path, page in sorted(of.items()):
            headers, normal = dict(page.headers), Normaliser()
            content, kind = page.body("") or b"", headers.get("content-type", "")
            if "immutable" in headers.get("cache-control", ""):
                assets.append(f"{normal(path)} {kind} {len(content)} bytes")
                continue
            lines = [f"status {page.status}"]
            for name, value in sorted(headers.items()):
                is_policy = name.lower() == "content-security-policy"
                lines.append(f"{name}: {policy(value) if is_policy else normal(value)}")
            if kind.startswith("text/html"):
                html = read(content.decode(), path)
                lines += [normal(each) for each in (f"title: {html.title}", *html.own)]
                lines += ["around:", *map(normal, html.around)]
            elif content:
                lines += map(normal, shown(content, kind))
            name = path.strip("/") or "_start"
            file = folder / name / f"published{state and '-' + state}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if assets:
            (folder / "_assets.txt").write_text("\n".join(sorted(assets)) + "\n", encoding="utf-8")


def main(door: str, folder: Path, roles: set[str], *, few: bool = False) -> None:
    """Walk; `few` leaves out the files that are made of content alone, whatever the store."""
    os.environ["UITWEG_DOOR"] = door
    os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    fixed.hold()
    import gc
    import gzip
    import logging

    import brotli
    import django

    gc.set_threshold(200_000)

    django.setup()
    logging.disable(logging.CRITICAL)  # what goes wrong is written in the answers
    fixed.begin(door)
    if door == "public":
        brotli.compress = lambda content, **_: content  # nobody here asks for what is smaller
        gzip.compress = lambda content, **_: content
        write_shelf(folder)
    Door(door, folder, roles - REFUSED_ALIKE if few else roles, few=few).walk()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), set(sys.argv[3].split(",")), few="--few" in sys.argv)
