"""What the process of each door loads: nothing that makes files or audits figures (ADR 94)."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADS_ALL_VIEWS = """
import sys, django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
import uitweg.site.server.doors, uitweg.site.server.serve, uitweg.site.web.public_pages
print("\\n".join(sys.modules))
"""
MAKERS = ("pptx", "webvtt", "mutagen", "segno", "typst")
"""What makes files or reads those of strangers; each is loaded in a process that ends."""

SOLVERS = ("numpy", "highspy")
"""What the audit of figures needs, 26 MB; a process loads it at its first audit."""


@cache
def loaded(door: str, data: str) -> frozenset[str]:
    """Return the modules of a process that loaded every view of this door."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings",
        "UITWEG_DOOR": door,
        "UITWEG_DATA": data,
    }
    done = subprocess.run(
        [sys.executable, "-c", LOADS_ALL_VIEWS],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("door", ["public", "staff"])
def test_no_door_loads_what_makes_files_of_content_or_audits_figures(
    door: str, tmp_path: Path
) -> None:
    modules = loaded(door, str(tmp_path))

    assert "uitweg.knowledge.training.public_views.everything" in modules
    assert {each for each in modules if each.split(".")[0] in MAKERS} == set()
    assert {each for each in modules if each.startswith("uitweg.materials")} == set()
    assert {each for each in modules if each in SOLVERS} == set()


def test_the_command_does_load_them(tmp_path: Path) -> None:
    """So the test above looks for names that there are."""
    program = (
        "import django, sys; django.setup(); import uitweg.materials.building\n"
        "import uitweg.figures.rules.audit; print(*sys.modules)"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings",
        "UITWEG_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )

    assert {"uitweg.materials.papers", "pptx", "segno", *SOLVERS} <= set(done.stdout.split())
