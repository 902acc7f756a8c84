"""What rooms may not do to each other: hide a template or tags by using the same name."""

import re
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template

from uitweg.platform.ui.slots import fillings

PRODUCT = Path(__file__).resolve().parents[2] / "uitweg"
TEMPLATES = [path for path in sorted(PRODUCT.rglob("*.html")) if "node_modules" not in path.parts]


def twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def test_no_two_templates_have_the_same_name() -> None:
    assert twice([str(path).rpartition("/templates/")[2] for path in TEMPLATES]) == []


def test_no_two_libraries_of_tags_have_the_same_name() -> None:
    of_rooms = [path.parent.name for path in PRODUCT.rglob("tags.py")]
    of_parts = [path.stem for path in PRODUCT.rglob("templatetags/[a-z]*.py")]

    assert twice(of_rooms + of_parts) == []
    assert {*of_rooms} == settings.TEMPLATES[0]["OPTIONS"]["libraries"].keys()


def test_each_slot_of_a_page_is_filled_by_templates_that_are_there() -> None:
    slots = {
        name
        for path in TEMPLATES
        for name in re.findall(r'{%\s*slot\s+"([^"]+)"', path.read_text("utf-8"))
    }
    assert "case.links" in slots
    assert [name for name in sorted(slots) if not fillings(name)] == []
    for name in slots:
        for filling in fillings(name):
            assert get_template(filling.template)


def test_each_template_that_the_code_names_is_there() -> None:
    for path in sorted(PRODUCT.rglob("*.py")):
        for name in re.findall(r'"([a-z_]+/[a-z_]+\.html)', path.read_text("utf-8")):
            assert get_template(name), path
