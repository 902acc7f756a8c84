"""No template shows a stranger's text in a way that lets it turn what stands after it."""

import re
from pathlib import Path

from django.template import Context, engines
from django.template.base import VariableNode
from django.template.defaulttags import FilterNode, FirstOfNode
from django.template.loader import get_template

import uitweg
from uitweg.platform.bidi import CONTROLS
from uitweg.platform.ui.template_loader import IsolatedVariable

HOUSE = Path(uitweg.__file__).parent
TEMPLATES = sorted(HOUSE.glob("**/templates/**/*.html"))
FORM_FIELD = re.compile(
    r'<textarea\b.*?</textarea>|\bvalue="(?:\{\{.*?\}\}|\{%.*?%\}|[^"])*"', re.DOTALL
)
"""Their content comes back to us, and has a line of its own."""
TURNED = "foto\u2069\u202egpj"


def name_of(path: Path) -> str:
    return str(path).split("/templates/")[1]


def bare_variables(path: Path) -> list[str]:
    """Return the variables of a template that are neither isolated nor in a form field."""
    nodes = get_template(name_of(path)).template.nodelist.get_nodes_by_type(VariableNode)
    expressions = [node.filter_expression for node in nodes if node.filter_expression.is_var]
    bare = [e.token for e in expressions if not isinstance(e.var, IsolatedVariable)]
    in_fields = " ".join(FORM_FIELD.findall(path.read_text()))
    return [token for token in bare if token not in in_fields]


def test_each_variable_outside_a_form_field_is_isolated() -> None:
    assert len(TEMPLATES) > 100
    assert {name_of(path): bare for path in TEMPLATES if (bare := bare_variables(path))} == {}


def test_no_template_shows_text_by_another_tag_or_holds_such_a_character() -> None:
    for path in TEMPLATES:
        nodes = get_template(name_of(path)).template.nodelist

        assert nodes.get_nodes_by_type((FirstOfNode, FilterNode)) == [], path
        assert not CONTROLS.search(path.read_text()), path


def test_a_filter_a_loop_and_an_attribute_get_it_isolated_and_a_field_as_it_is() -> None:
    source = (
        '{% for t in texts %}<b title="{{ t }}">{{ t|upper }}</b>{{ t|linebreaksbr }}{% endfor %}'
        '<textarea rows="2">{{ text }}</textarea><input value="{{ text }}">{{ safe }}'
    )
    template = engines["django"].engine.from_string(source)
    from uitweg.platform.ui import template_loader

    template_loader._isolate_variables(template.nodelist)
    html = template.render(Context({"texts": [TURNED], "text": TURNED, "safe": ""}))
    whole = "\u2068foto\u202egpj\u2069"

    assert f'title="{whole}"' in html
    assert f">{whole.upper()}</b>{whole}<textarea" in html
    assert f'rows="2">{TURNED}</textarea><input value="{TURNED}">' in html
