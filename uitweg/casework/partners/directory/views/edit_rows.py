"""The fields of a form of the directory, as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import BoundField

from uitweg.casework.partners.directory.actions.organisations import EditConflict
from uitweg.casework.partners.directory.forms import WAS_PREFIX, EditForm, PartnerPhoneField
from uitweg.casework.partners.directory.rules import LEVEL_PREFIX
from uitweg.platform.identifiers.phones import read_phone, written_phone


@dataclass(frozen=True)
class EditRow:
    """A field, what the page showed of it (`was`), who may see it, and a colleague's text."""

    field: BoundField
    was_name: str
    was: str
    level: BoundField | None
    level_was_name: str
    level_was: str
    theirs: str
    is_in_conflict: bool
    level_theirs: str
    help: str


def edit_rows(
    form: EditForm,
    base: Mapping[str, str],
    *,
    conflict: EditConflict | None = None,
    help: Mapping[str, str] | None = None,
) -> list[EditRow]:
    """Return a row for each field; who may see it stands beside the field that it is about."""
    _write_phones(form)
    levels = [name for name in form.fields if name.startswith(LEVEL_PREFIX)]
    columns = [name for name in form.fields if name not in levels]
    beside = {name: LEVEL_PREFIX + form.level_beside.get(name, name) for name in columns}
    alone = [name for name in levels if name not in beside.values()]
    clashing = conflict.conflicting if conflict else frozenset[str]()
    theirs = conflict.theirs if conflict else {}
    rows = list[EditRow]()
    for name in (*columns, *alone):
        level = beside.get(name, "")
        rows.append(
            EditRow(
                field=form[name],
                was_name=WAS_PREFIX + name,
                was=base.get(name, ""),
                level=form[level] if level in levels else None,
                level_was_name=WAS_PREFIX + level,
                level_was=base.get(level, ""),
                theirs=_written(form, name, theirs.get(name, "")),
                is_in_conflict=name in clashing,
                level_theirs=theirs.get(level, "") if level in clashing else "",
                help=(help or {}).get(name, ""),
            )
        )
    return rows


def _write_phones(form: EditForm) -> None:
    """Show stored numbers as people write them; what somebody typed stays as it is.

    The texts that the form was made from stay as they are stored: a change is held against them.
    """
    form.initial = {name: _written(form, name, text) for name, text in form.initial.items()}


def _written(form: EditForm, name: str, text: str) -> str:
    is_number = isinstance(form.fields.get(name), PartnerPhoneField) and text and read_phone(text)
    return written_phone(text) if is_number else text
