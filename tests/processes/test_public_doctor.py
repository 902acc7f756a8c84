"""The doctor of the public door, on an installation: it is silent about itself."""

import urllib.request
from pathlib import Path

from tests.support.installation import Installation

LOOKS_AT_HEADERS = """
import django
django.setup()
from types import SimpleNamespace
from uitweg.site.operations.doctor import outside
reply = SimpleNamespace(headers=[("x-added", "1")], value=lambda name: "")
site = SimpleNamespace(is_public=True, url="https://city.example")
print([finding.sentence for finding in outside.headers(site, reply)])
"""


def test_it_finds_no_fault_of_the_program(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data").make().start("public")
    try:
        with urllib.request.urlopen(f"{city.public}/health") as health:
            assert health.status == 200
        done = city.run("doctor", "--door", "public")
    finally:
        city.stop()

    assert "From outside" in done.stdout
    assert "fault of the program" not in done.stdout


def test_it_judges_headers_with_what_the_public_door_may_import(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data", {"UITWEG_DOOR": "public"}).make()
    city.more["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    done = city.program(LOOKS_AT_HEADERS)

    assert done.returncode == 0, done.stderr
    assert "x-added" in done.stdout
