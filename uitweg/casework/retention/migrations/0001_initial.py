import django.db.models.deletion
import uitweg.casework.retention.rules.case_destruction
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report_id', models.BigIntegerField(unique=True)),
                ('kept_until', models.DateField()),
                ('told_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='CaseHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField()),
                ('reason', models.CharField(choices=[('law', 'LAW'), ('complaint', 'COMPLAINT'), ('subject-access', 'SUBJECT_ACCESS'), ('youngster', 'YOUNGSTER'), ('other-case', 'OTHER_CASE')], max_length=16)),
                ('since', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hold', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Destruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('row', models.CharField(max_length=40)),
                ('term', models.CharField(max_length=20)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('day'), models.F('row'), models.F('term'), name='one_certificate_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report_id', models.BigIntegerField(unique=True)),
                ('until', models.DateField()),
                ('reason', models.CharField(choices=[('comes-back', 'COMES_BACK'), ('maybe-case', 'MAYBE_CASE'), ('law', 'LAW'), ('complaint', 'COMPLAINT')], max_length=12)),
                ('since', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cases', 'CASES'), ('person', 'PERSON'), ('calls', 'CALLS')], max_length=8)),
                ('state', models.CharField(choices=[('proposed', 'PROPOSED'), ('approved', 'APPROVED'), ('executed', 'EXECUTED'), ('refused', 'REFUSED')], default='proposed', max_length=10)),
                ('proposed_on', models.DateField()),
                ('decided_on', models.DateField(null=True)),
                ('done_on', models.DateField(null=True)),
                ('before', models.DateField(null=True)),
                ('calls', models.PositiveIntegerField(default=0)),
                ('calls_gone', models.PositiveIntegerField(default=0)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_runs', to='accounts.member')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposed_runs', to='accounts.member')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RunLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.CharField(max_length=40)),
                ('term', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('listed', 'LISTED'), ('going', 'GOING'), ('gone', 'GONE'), ('left', 'LEFT')], default='listed', max_length=8)),
                ('why', models.CharField(blank=True, choices=[('not-closed', 'NOT_CLOSED'), ('term', 'TERM'), ('held', 'HELD'), ('unsigned', 'UNSIGNED'), ('message', 'MESSAGE'), ('ground', 'GROUND'), ('refused', 'REFUSED')], default='', max_length=12)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='run_lines', to='cases.case')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='retention.run')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TableSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(default='retention', max_length=20)),
                ('text_hash', models.CharField(max_length=64)),
                ('role', models.CharField(max_length=20)),
                ('signed_on', models.DateField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('table'), models.F('text_hash'), models.F('role'), name='one_signature_a_role'), models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'privacy-officer'])), name='signer_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='run_takes_two'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'executed', 'refused'])), name='run_state_known'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('before', None), ('kind', 'calls'), _connector='XOR'), name='run_of_calls_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.UniqueConstraint(models.F('kind'), condition=models.Q(('kind', 'calls'), ('state__in', ['proposed', 'approved'])), name='one_list_of_calls_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='runline',
            constraint=models.UniqueConstraint(models.F('case'), condition=models.Q(('state__in', [uitweg.casework.retention.rules.case_destruction.ListedCaseState['LISTED'], uitweg.casework.retention.rules.case_destruction.ListedCaseState['GOING']])), name='on_one_list_at_a_time'),
        ),
    ]
