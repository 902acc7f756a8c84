import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('started_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('draft', 'DRAFT'), ('signal', 'SIGNAL'), ('advice', 'ADVICE'), ('case', 'CASE'), ('passed', 'PASSED'), ('shift', 'SHIFT'), ('read', 'READ')], default='draft', max_length=8)),
                ('danger_now', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField()),
                ('tab', models.BinaryField(default=b'', max_length=8)),
                ('case_id', models.BigIntegerField(null=True)),
                ('sealed_text', models.BinaryField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('danger_now'), descending=True), models.F('id'), condition=models.Q(('state__in', ['draft', 'signal', 'passed'])), name='call_board'), models.Index(models.F('case_id'), condition=models.Q(('state', 'passed')), name='call_passed'), models.Index(models.F('id'), condition=models.Q(('state', 'shift')), name='call_shift')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'signal', 'advice', 'case', 'passed', 'shift', 'read'])), name='call_state_known'), models.CheckConstraint(condition=models.Q(('case_id__isnull', False), models.Q(('state__in', ['case', 'passed']), _negated=True), _connector='OR'), name='call_in_a_case_names_it')],
            },
        ),
    ]
