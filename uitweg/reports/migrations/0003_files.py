"""Files in a conversation; on PostgreSQL the public door's role may read and add them."""

import django.db.models.deletion
from django.db import migrations, models

ROLE = """
GRANT SELECT, INSERT ON reports_chunk, reports_attachment TO uitweg_public;
GRANT USAGE ON SEQUENCE reports_chunk_id_seq, reports_attachment_id_seq TO uitweg_public;
"""


def let_the_public_door_add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ROLE)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_public_role'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_hash', models.BinaryField(max_length=32)),
                ('place', models.PositiveIntegerField()),
                ('last', models.BooleanField()),
                ('stored_on', models.DateField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file_hash', 'place'), name='chunk_once')],
                'indexes': [models.Index(models.F('stored_on'), models.F('file_hash'), condition=models.Q(('place', 0)), name='chunk_begun')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_hash', models.BinaryField(max_length=32, unique=True)),
                ('place', models.PositiveSmallIntegerField()),
                ('chunks', models.PositiveIntegerField()),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='reports.answer')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='reports.message')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='reports.report')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('message', None)), models.Q(('answer', None), ('message__isnull', False)), _connector='OR'), name='attachment_sent_by_one')],
            },
        ),
        migrations.RunPython(let_the_public_door_add, migrations.RunPython.noop),
    ]
