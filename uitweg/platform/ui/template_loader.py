"""Loads templates in which every text that is filled in is isolated (see `platform/bidi.py`).

A stranger's name, file name or words can hold characters that turn what stands after them. In a
template nobody has to think of that: this loader does it where Django fills in a variable, before
its filters. Django has no hook for it such as Jinja's `finalize`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.template import Template
from django.template.base import NodeList, TextNode, Variable, VariableNode
from django.template.loaders import base, cached, filesystem
from django.utils.safestring import SafeData

from uitweg.platform.bidi import isolated

_FORM_FIELD = re.compile(r'\bvalue="[^"]*$|<textarea\b(?:(?!</textarea).)*$', re.DOTALL)
"""The end of what stands before the content of a form field: that has a line of its own, and comes
back to us as it is, so nothing may be added to it."""


class IsolatedVariable:
    """A template variable whose text is isolated; all other values stay what they are."""

    def __init__(self, variable: Variable) -> None:
        self.variable = variable

    def __str__(self) -> str:
        return str(self.variable)

    def resolve(self, context: Any) -> Any:
        found = self.variable.resolve(context)
        kind = type(found)  # of a lazy object too, which calls itself text and is not
        is_text = issubclass(kind, str) and not issubclass(kind, SafeData)
        return isolated(found) if is_text else found


@cache
def template_folders() -> tuple[Path, ...]:
    """Return the folders `templates` of each part that this program loads, and of its rooms."""
    parts = [Path(config.path) for config in apps.get_app_configs()]
    found = [(part / "templates", *sorted(part.glob("*/templates"))) for part in parts]
    return tuple(folder for folders in found for folder in folders if folder.is_dir())


class RoomLoader(filesystem.Loader):
    """Finds templates in the parts and their rooms; a room's folder goes when the room goes."""

    def get_dirs(self) -> list[str | Path]:
        return [*template_folders()]


class _IsolatingLoader(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        _isolate_variables(template.nodelist)
        return template


class Loader(cached.Loader, _IsolatingLoader):
    """Loads and isolates each template once; the cache asks the class after it for a new one."""


def _isolate_variables(nodes: NodeList, before: str = "") -> str:
    """Isolate the variables of these nodes; return `before` and the template's own text in them."""
    for node in nodes:
        if isinstance(node, TextNode):
            before += node.s
        elif isinstance(node, VariableNode):
            expression = node.filter_expression
            if expression.is_var and not _FORM_FIELD.search(before):
                expression.var = IsolatedVariable(expression.var)
        else:
            for name in node.child_nodelists:
                before = _isolate_variables(getattr(node, name, None) or NodeList(), before)
    return before
