"""The papers to print, made by the public door as it runs."""

import urllib.request

from tests.support.installation import Installation
from tests.support.papers import scanned
from uitweg.knowledge.training.rules.papers import PAPERS
from uitweg.platform.content import load


def test_the_door_itself_makes_every_paper(installation: Installation) -> None:
    """Its process may start the typesetter, shut into its box."""
    content = load()
    for paper in PAPERS:
        with urllib.request.urlopen(installation.public + paper.path(content.level)) as answer:
            pdf = answer.read()
        assert answer.headers["Content-Type"] == "application/pdf"
        assert pdf.startswith(b"%PDF-")
        assert b"Traceback" not in pdf
    assert scanned(pdf) == {f"{installation.public}/"}
