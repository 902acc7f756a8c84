"""What the public door may do in PostgreSQL: read the channel store, and add to a few columns.

Set after each migration, so that it also holds in a database that was restored or made anew. What
only PostgreSQL's superuser can take away is in docs/start.md; `rights_left_open` says what is left.
"""

from typing import Any

ROLE = "uitweg_public"
MAKE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
    CREATE ROLE {ROLE} NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- roles belong to the whole server: another database was migrated at this moment
END $$;
"""
READABLE = {
    "django_migrations": "(app, name)",  # whether the store is up to date
    "channel_teamkey": "",
    "channel_report": "",
    "channel_message": "",
    "channel_answer": "",
    "channel_tombstone": "",
    "channel_chunk": "",
    "channel_attachment": "",
    "guide_pagevote": "(id)",
    "guide_dutystatus": "",
    "training_recording": "",
    "training_recordingpiece": "",
    "training_trainingsession": "(id, code, starts_at, cancelled_on)",
    "training_sessionanswer": "(id)",
    "published_figures_ledgerrow": "",
    "channel_deletionwish": "(id, mailbox_hash)",  # never the mailbox id of somebody else
}
ONLY_ROWS = {
    "training_recording": "published_at IS NOT NULL AND ended_at IS NULL",
    "training_recordingpiece": (
        "EXISTS (SELECT FROM training_recording WHERE training_recording.id = recording_id)"
    ),
}
"""Of these tables the door sees only the rows for which this holds: what is published."""
ADDABLE = {
    "channel_report": "(mailbox_hash, reporter_key, received_at, sealed_in_browser)",
    "channel_message": (
        "(report_id, key, digest, danger_now, received_at, for_team, for_reporter)"
    ),
    "channel_chunk": "(file_hash, place, last, stored_on, sealed)",
    "channel_attachment": "(report_id, message_id, answer_id, file_hash, place, chunks)",
    "channel_deletionwish": "(mailbox_hash, mailbox_id, asked_at)",
    "guide_pagevote": "(page, level, helped)",
    "training_sessionanswer": "(session_id, knows_step, will_do, practised)",
}
"""The columns of a new row that the door fills in; the others, its number too, have a default."""
TAKE_AWAY = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC;
"""
LARGE_OBJECTS = ("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)")
"""Whoever may run these can fill the disk, beside every table."""
LEFT_OPEN = (
    "The public door's login can still {what}. As PostgreSQL's superuser, connected to "
    "{database}: {line};"
)


def set_door_rights() -> None:
    """Give the public door's role exactly its rights on PostgreSQL; on SQLite: insert_only.py.

    In one transaction for each store: a door that is open meanwhile has its rights at any moment.
    """
    from django.db import connections, transaction

    if connections["channel"].vendor != "postgresql":
        return
    for alias in ("channel", "default"):
        with transaction.atomic(alias), connections[alias].cursor() as cursor:
            database = connections[alias].ops.quote_name(connections[alias].settings_dict["NAME"])
            cursor.execute(TAKE_AWAY.format(database=database))
            if alias == "channel":
                _give_rights(cursor, database)


def make_role() -> None:
    """Make the public door's role where the server has none; a dump of the channel names it."""
    from django.db import connections

    with connections["channel"].cursor() as cursor:
        cursor.execute(MAKE_ROLE)


def _give_rights(cursor: Any, database: str) -> None:
    cursor.execute(MAKE_ROLE)
    for kind in ("TABLES", "SEQUENCES"):
        cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {ROLE}")
    cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO {ROLE}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    for table, columns in READABLE.items():
        cursor.execute(f"GRANT SELECT {columns} ON {table} TO {ROLE}")
    for table, condition in ONLY_ROWS.items():
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"DROP POLICY IF EXISTS public_door ON {table}")
        cursor.execute(
            f"CREATE POLICY public_door ON {table} FOR SELECT TO {ROLE} USING ({condition})"
        )
    for table, columns in ADDABLE.items():
        cursor.execute(f"GRANT INSERT {columns} ON {table} TO {ROLE}")
    if _is_superuser(cursor):
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {', '.join(LARGE_OBJECTS)} FROM PUBLIC")


def rights_left_open() -> list[str]:
    """Return a sentence for each right that only PostgreSQL's superuser can take from the door."""
    from django.db import connections

    if connections["channel"].vendor != "postgresql":
        return []
    name = connections["channel"].settings_dict["NAME"]
    found = []
    with connections["channel"].cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_function_privilege(%s::text, name, 'EXECUTE'))"
            " FROM unnest(%s::text[]) AS name",
            [ROLE, list(LARGE_OBJECTS)],
        )
        if cursor.fetchone()[0]:
            line = f"revoke execute on function {', '.join(LARGE_OBJECTS)} from public"
            what = "make large objects, which fill the disk"
            found.append(LEFT_OPEN.format(what=what, database=name, line=line))
        cursor.execute(
            "SELECT quote_ident(datname) FROM pg_database WHERE datallowconn AND datname <> %s"
            " AND has_database_privilege(%s::text, oid, 'CONNECT') ORDER BY 1",
            [name, ROLE],
        )
        for (database,) in cursor.fetchall():
            line = f"revoke connect, temporary on database {database} from public"
            what = f"connect to the database {database}, and fill the disk from there"
            found.append(LEFT_OPEN.format(what=what, database=name, line=line))
    return found


def _is_superuser(cursor: Any) -> bool:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])
