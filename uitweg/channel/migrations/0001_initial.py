"""The channel's tables. What the public door may do with them: site/config/door_rights.py."""

import datetime
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import uitweg.channel.models
from django.db import migrations, models

from uitweg.platform.store.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BinaryField(max_length=16, unique=True)),
                ('written_at', models.DateTimeField()),
                ('written_by', models.BigIntegerField()),
                ('for_team', models.BinaryField()),
                ('for_reporter', models.BinaryField()),
                ('withdrawn_on', models.DateField(null=True)),
                ('day_only', models.BooleanField(db_default=False, default=False)),
            ],
        ),
        migrations.CreateModel(
            name='JunkBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('junked_at', models.DateTimeField()),
                ('junked_by', models.BigIntegerField()),
                ('destroyed_at', models.DateTimeField(null=True)),
                ('destroyed_by', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='TeamKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.BinaryField(max_length=8, unique=True)),
                ('public_key', models.BinaryField(max_length=1216)),
                ('verify_key', models.BinaryField(max_length=32)),
                ('since', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox_hash', models.BinaryField(max_length=32, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('executed_at', models.DateTimeField(null=True)),
                ('by_term', models.BooleanField(db_default=False, default=False)),
                ('by_reporter', models.BooleanField(db_default=False, default=False)),
                ('is_held', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'indexes': [models.Index(models.F('executed_at'), models.F('id'), name='tombstone_executed')],
            },
        ),
        migrations.CreateModel(
            name='DeletionWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox_hash', models.BinaryField(db_index=True, max_length=32)),
                ('mailbox_id', models.BinaryField(max_length=32)),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('mailbox_hash'), 32)), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('mailbox_id'), 32)), ('asked_at__range', (datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)))), name='wish_within_bounds')],
            },
        ),
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
                'indexes': [models.Index(models.F('stored_on'), models.F('file_hash'), condition=models.Q(('place', 0)), name='chunk_begun')],
                'constraints': [models.UniqueConstraint(fields=('file_hash', 'place'), name='chunk_once'), models.CheckConstraint(condition=models.Q(models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('file_hash'), 32)), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('sealed'), 65552)), ('stored_on__range', (datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)))), name='chunk_within_bounds')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox_hash', models.BinaryField(max_length=32, unique=True)),
                ('reporter_key', models.BinaryField(max_length=1216)),
                ('received_at', models.DateTimeField()),
                ('sealed_in_browser', models.BooleanField()),
                ('state', models.CharField(choices=[('waiting', 'WAITING'), ('taken', 'TAKEN'), ('advice', 'ADVICE'), ('case', 'CASE'), ('junk', 'JUNK'), ('deleted', 'DELETED')], db_default='waiting', default='waiting', max_length=10)),
                ('outcome', models.CharField(blank=True, choices=[('advised', 'ADVISED'), ('pointed-on', 'POINTED_ON'), ('no-reply', 'NO_REPLY'), ('not-for-us', 'NOT_FOR_US')], db_default='', default='', max_length=12)),
                ('taken_by', models.BigIntegerField(null=True)),
                ('changed_at', models.DateTimeField(null=True)),
                ('kept_until', models.DateField(null=True)),
                ('junk_batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='channel.junkbatch')),
            ],
            options={
                'indexes': [models.Index(models.F('kept_until'), models.F('id'), condition=models.Q(('state', 'advice')), name='report_kept'), models.Index(models.F('state'), models.F('received_at'), models.F('id'), name='report_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'taken', 'advice', 'case', 'junk', 'deleted'])), name='report_state_known'), models.CheckConstraint(condition=models.Q(models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('mailbox_hash'), 32)), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reporter_key'), 1216)), ('received_at__range', (datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)))), name='report_within_bounds')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BinaryField(max_length=16, unique=True)),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('danger_now', models.BooleanField(db_default=False, default=False)),
                ('received_at', models.DateTimeField()),
                ('for_team', models.BinaryField()),
                ('for_reporter', models.BinaryField()),
                ('read_on', models.DateField(null=True)),
                ('handled_at', models.DateTimeField(null=True)),
                ('handled_by', models.BigIntegerField(null=True)),
                ('day_only', models.BooleanField(db_default=False, default=False)),
                ('is_told', models.BooleanField(db_default=False, default=False)),
                ('is_paged', models.BooleanField(db_default=False, default=False)),
                ('danger_end', models.CharField(blank=True, choices=[('said-safe', 'SAID_SAFE'), ('seen-safe', 'SEEN_SAFE'), ('police', 'POLICE'), ('in-case', 'IN_CASE'), ('no-danger', 'NO_DANGER')], db_default='', default='', max_length=10)),
                ('danger_ended_on', models.DateField(null=True)),
                ('danger_ended_by', models.BigIntegerField(null=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='channel.report')),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('danger_now'), descending=True), models.F('received_at'), models.F('id'), condition=models.Q(('handled_at', None)), name='message_waiting'), models.Index(models.F('report'), condition=models.Q(('day_only', False), ('handled_at__isnull', False)), name='message_exact'), models.Index(models.F('received_at'), models.F('id'), condition=models.Q(('danger_end', ''), ('danger_now', True), ('handled_at__isnull', False)), name='message_in_danger'), models.Index(models.F('id'), condition=models.Q(('handled_at', None), ('is_told', False)), name='message_untold'), models.Index(models.OrderBy(models.F('danger_now'), descending=True), models.F('id'), condition=models.Q(('handled_at', None), ('is_paged', False)), name='message_unpaged')],
                'constraints': [models.CheckConstraint(condition=models.Q(('danger_end__in', ['', 'said-safe', 'seen-safe', 'police', 'in-case', 'no-danger'])), name='message_danger_end_known'), models.CheckConstraint(condition=models.Q(models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('key'), 16)), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('digest'), 32)), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('for_team'), 165888)), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('for_reporter'), 165888)), ('received_at__range', (datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)))), name='message_within_bounds')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_hash', models.BinaryField(max_length=32, unique=True)),
                ('place', models.PositiveSmallIntegerField()),
                ('chunks', models.PositiveIntegerField()),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='channel.answer')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='channel.message')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='channel.report')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('message', None)), models.Q(('answer', None), ('message__isnull', False)), _connector='OR'), name='attachment_sent_by_one'), models.CheckConstraint(condition=models.Q(models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('file_hash'), 32))), name='attachment_within_bounds')],
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='channel.report'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(models.F('report'), condition=models.Q(('day_only', False)), name='answer_exact'),
        ),
        migrations.CreateModel(
            name='AnswerTime',
            fields=[
                ('id', models.BigIntegerField(default=uitweg.channel.models.random_row_id, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('hour', models.PositiveSmallIntegerField()),
                ('minutes', models.PositiveIntegerField()),
                ('danger', models.BooleanField()),
                ('kept', models.BooleanField()),
                ('reason', models.CharField(blank=True, choices=[('no-duty', 'NO_DUTY'), ('not-reached', 'NOT_REACHED'), ('waited', 'WAITED'), ('seen-late', 'SEEN_LATE'), ('other', 'OTHER')], default='', max_length=12)),
            ],
            options={
                'indexes': [models.Index(models.F('month'), name='answer_time_month')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['', 'no-duty', 'not-reached', 'waited', 'seen-late', 'other'])), name='answer_time_reason_known'), models.CheckConstraint(condition=models.Q(('hour__lt', 24)), name='answer_time_hour_of_day')],
            },
        ),
    ]
