"""What the models say and what the stores hold is the same."""

from io import StringIO

from django.core.management import call_command


def test_no_migration_is_missing(db_both) -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)

    assert "No changes detected" in said.getvalue()
