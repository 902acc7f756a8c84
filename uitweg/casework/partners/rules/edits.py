"""The fields of an organisation or service as they are edited: texts by name."""

from collections.abc import Mapping

from uitweg.casework.partners.rules.directory import (
    ADDRESS_PARTS,
    ORGANISATION_FIELDS,
    DirectoryField,
    Secrecy,
    level_of,
    may_see,
)

ORGANISATION_COLUMNS = (
    *("name", "description", "region", "website", "phone", "night_phone", "mail", "code_phone"),
    *("answer_within", "agreement_until"),
)
SERVICE_COLUMNS = (
    *("kind", "name", "min_age", "max_age", "served_sex", "languages", "regions", "district"),
    *("day_and_night", "weekday_hours", "weekend_hours", "stay"),
)
WHERE_PACKAGES_GO = ("mail", "code_phone")
"""Who changes both reads what is sent there: only who may read cases changes them."""
REACH = ("name", *WHERE_PACKAGES_GO)
"""What decides at whom a link ends up. With a name a sender chooses: an organisation whose own
address was confirmed can be given the name of another."""
LEVEL_PREFIX = "level_"
"""Before the name of a field: who may see it."""


def levels_as_texts(
    secrecy: Mapping[str, str], fields: Mapping[str, DirectoryField]
) -> dict[str, str]:
    """Return who may see each field, as a form has it."""
    return {LEVEL_PREFIX + name: level_of(name, secrecy, fields).value for name in fields}


def secrecy_from_texts(
    texts: Mapping[str, str], fields: Mapping[str, DirectoryField]
) -> dict[str, str]:
    """Return the levels in these texts that are not the default, as they are stored."""
    levels = {name: texts[LEVEL_PREFIX + name] for name in fields if LEVEL_PREFIX + name in texts}
    return {name: level for name, level in levels.items() if level != fields[name].default.value}


def editable_columns(
    secrecy: Mapping[str, str], *, reader: Secrecy, directs_packages: bool
) -> frozenset[str]:
    """Return the columns and levels of an organisation that this reader may see and change.

    `directs_packages` says whether they may change where packages to it go.
    """
    closed = () if directs_packages else WHERE_PACKAGES_GO
    visible = {
        name
        for name in set(ORGANISATION_FIELDS).difference(closed)
        if may_see(level_of(name, secrecy, ORGANISATION_FIELDS), reader=reader)
    }
    address = ADDRESS_PARTS if "address" in visible else ()
    unguarded = set(ORGANISATION_COLUMNS) - set(ORGANISATION_FIELDS)
    columns = (set(ORGANISATION_COLUMNS) & visible) | unguarded | set(address)
    return frozenset(columns | {LEVEL_PREFIX + name for name in visible})
