"""Every stored field is sorted: sealed, hashed or open, with a reason, a reader and a term."""

import re
from pathlib import Path

import yaml
from django.apps import apps
from django.db import models

from uitweg.platform.policy.retention import read_retention_table

CRYPTO = Path(__file__).parents[2] / "docs" / "crypto.md"
POLICY = yaml.safe_load((Path(__file__).parents[2] / "policy" / "fields.yaml").read_text())


def stored() -> dict[str, dict[str, models.Field]]:
    return {
        model._meta.label_lower: {f.name: f for f in model._meta.local_fields if not f.primary_key}
        for model in apps.get_models()
    }


def test_the_policy_names_exactly_what_is_stored() -> None:
    assert {t: set(fields) for t, fields in POLICY.items()} == {
        t: set(f) for t, f in stored().items()
    }


def test_every_line_says_how_why_who_and_how_long() -> None:
    for table, fields in POLICY.items():
        for name, line in fields.items():
            assert set(line) == {"how", "why", "who", "keep"}, f"{table}.{name}"
            assert line["how"] in {"sealed", "hashed", "open"}, f"{table}.{name}"


def test_how_long_is_a_row_of_the_table_of_terms() -> None:
    """ "conversation" stands for conversation-advice and its kin."""
    terms = read_retention_table().rows
    lost = {
        (name, row)
        for name, fields in POLICY.items()
        for line in fields.values()
        for row in line["keep"].split(", ")
        if not any(id == row or id.startswith(f"{row}-") for id in terms)
    }

    assert lost == set()


def test_each_term_is_of_something_that_is_stored() -> None:
    named = {
        row for f in POLICY.values() for line in f.values() for row in line["keep"].split(", ")
    }
    elsewhere = {"backups", "device-drafts"}  # in files of the city, and on the writer's own device

    assert {
        id for id in read_retention_table().rows if not any(id.startswith(row) for row in named)
    } == elsewhere


def test_whatever_is_sealed_or_hashed_is_bytes() -> None:
    for table, fields in stored().items():
        for name, field in fields.items():
            if POLICY[table][name]["how"] != "open":
                assert isinstance(field, models.BinaryField), f"{table}.{name}"


def test_every_sealed_field_says_what_a_new_team_key_does_with_it() -> None:
    """The table of docs/crypto.md, so that a new sealed field is not forgotten at a turn."""
    section = CRYPTO.read_text().partition("### A new team key")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = [field for row in rows for field in re.findall(r"`([a-z_.]+)`", row)]
    sealed = [
        f"{table}.{name}"
        for table, fields in POLICY.items()
        for name, line in fields.items()
        if line["how"] == "sealed"
    ]

    assert sorted(named) == sorted(sealed)


COUNTS_AS_JSON = {
    "published_figures.ledgerrow.tables",
    "figures.extraction.counts",
    "figures.releaseproposal.tables",
}
"""Counts by fixed categories."""


def test_a_text_field_never_holds_a_story() -> None:
    """Open text is a choice, a name, fixed words or counts; free text is always sealed."""
    free = [
        f"{table}.{name}"
        for table, fields in stored().items()
        for name, field in fields.items()
        if isinstance(field, models.TextField)
    ]

    assert sorted(set(free) - COUNTS_AS_JSON) == ["jobs.outgoingmessage.body"]


def test_no_channel_row_points_at_a_staff_row() -> None:
    for model in apps.get_app_config("channel").get_models():
        for field in model._meta.local_fields:
            target = field.related_model
            assert target is None or target._meta.app_label == "channel", str(field)
