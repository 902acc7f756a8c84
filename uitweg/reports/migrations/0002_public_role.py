"""On PostgreSQL the public door's role may read the channel and add to it, nothing more."""

from django.db import migrations

ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'uitweg_public') THEN
    CREATE ROLE uitweg_public NOLOGIN;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO uitweg_public;
GRANT SELECT ON reports_teamkey, reports_report, reports_message, reports_answer,
  reports_tombstone TO uitweg_public;
GRANT INSERT ON reports_report, reports_message, reports_tombstone TO uitweg_public;
GRANT USAGE ON SEQUENCE reports_report_id_seq, reports_message_id_seq,
  reports_tombstone_id_seq TO uitweg_public;
"""


def make_role(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ROLE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(make_role, migrations.RunPython.noop)]
