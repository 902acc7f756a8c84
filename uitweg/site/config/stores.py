"""The two databases: the channel's rows in one, all other rows in the other (the staff store)."""

from typing import Any

from django.db.models import Model

FIRST_EDITION_TABLE, MESSAGE_TABLE = "reports_report", "channel_message"
NEWEST_TABLE, NEWEST_COLUMN = "channel_answertime", "reason"
"""The last column that came without a migration of its own, while 0.1 was not released."""
EARLIER_DATA = (
    "UITWEG_DATA or UITWEG_DATABASE_URL holds the data of an earlier edition of Uitweg, which this "
    "one cannot read: name a new folder and new databases (for the demo: ./run demo --fresh)."
)


CHANNEL_STORE_APPS = frozenset({"channel", "guide", "training", "published_figures"})
"""The apps of whose tables the public door reads rows, or adds them."""


class TwoStores:
    """Database router: what the public door reads or adds to is in the channel store."""

    def db_for_read(self, model: type[Model], **_: Any) -> str:
        return "channel" if model._meta.app_label in CHANNEL_STORE_APPS else "default"

    db_for_write = db_for_read

    def allow_relation(self, row: Model, other: Model, **_: Any) -> bool:
        return self.db_for_read(type(row)) == self.db_for_read(type(other))

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return (db == "channel") == (app_label in CHANNEL_STORE_APPS)


def is_earlier_data() -> bool:
    from django.db import connections

    store = connections["channel"]
    tables = store.introspection.table_names()
    if NEWEST_TABLE not in tables:
        return not {FIRST_EDITION_TABLE, MESSAGE_TABLE}.isdisjoint(tables)
    with store.cursor() as cursor:
        columns = store.introspection.get_table_description(cursor, NEWEST_TABLE)
    return NEWEST_COLUMN not in {column.name for column in columns}
