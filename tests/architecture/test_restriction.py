"""Nothing of a case stays behind under its old key when it becomes strict."""

from pathlib import Path

import yaml
from django.apps import apps

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.keys.actions.reencryption import case_sealed_fields

POLICY = yaml.safe_load((Path(__file__).parents[2] / "policy" / "fields.yaml").read_text())
OTHERWISE = {
    ("cases.casekeycopy", "sealed_key"),  # the key itself, to each holder
    (
        "cases.filepiece",
        "sealed",
    ),  # under the file's own key, which is in its entry's details
}


def test_every_sealed_field_of_a_cases_rows_is_closed_anew() -> None:
    """A table that points at a case and seals something says so in the kind of its column."""
    found = set()
    for relation in Case._meta.related_objects:
        table = relation.related_model._meta.label_lower
        for name, line in POLICY[table].items():
            if line["how"] == "sealed" and (table, name) not in OTHERWISE:
                found.add((table, name))

    assert {
        (sealed_field.model._meta.label_lower, sealed_field.field)
        for sealed_field in case_sealed_fields()
    } == found


def test_what_lies_deeper_than_a_cases_own_rows_is_known() -> None:
    """Sealed text that reaches a case through another row is named here, with how it is sealed."""
    to_the_team = {"cases.emergencyaccess"}
    own = {relation.related_model._meta.label_lower for relation in Case._meta.related_objects}
    deeper = {
        model._meta.label_lower
        for model in apps.get_app_config("cases").get_models()
        if any(line["how"] == "sealed" for line in POLICY[model._meta.label_lower].values())
    }

    assert deeper - own - {"cases.case"} == to_the_team
