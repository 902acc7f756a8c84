"""Call a page a callout in the code alone: tables and columns keep their names."""

from django.db import migrations, models

NAMES = {"Page": "Callout", "PageCall": "CalloutCall", "PageSubject": "CalloutSubject", "PageWait": "CalloutWait"}
CALLOUT = {"to": "duty.callout", "on_delete": models.CASCADE, "db_column": "page_id"}
FIELDS = {
    "CalloutCall": models.ForeignKey(related_name="calls", **CALLOUT),
    "CalloutSubject": models.ForeignKey(related_name="subjects", **CALLOUT),
    "CalloutWait": models.OneToOneField(related_name="wait", **CALLOUT),
}
STATE = [
    *(migrations.RenameModel(old, new) for old, new in NAMES.items()),
    *(migrations.AlterModelTable(new, f"duty_{old.lower()}") for old, new in NAMES.items()),
    *(migrations.RenameField(model, "page", "callout") for model in FIELDS),
    *(migrations.AlterField(model, "callout", field) for model, field in FIELDS.items()),
]


class Migration(migrations.Migration):

    dependencies = [("duty", "0001_initial")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=STATE)]
