import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SubjectAccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('making', 'MAKING'), ('looking', 'LOOKING'), ('ready', 'READY'), ('given', 'GIVEN')], default='making', max_length=8)),
                ('version', models.PositiveIntegerField(default=0)),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('started_on', models.DateField()),
                ('handed_out_on', models.DateField(null=True)),
                ('sealed_choices', models.BinaryField(default=b'')),
                ('sealed_package', models.BinaryField(default=b'')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subject_access_requests', to='cases.case')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['making', 'looking', 'ready', 'given'])), name='subject_access_step_known'), models.UniqueConstraint(models.F('case'), condition=models.Q(('step__in', ['making', 'looking', 'ready'])), name='one_subject_access_at_a_time'), models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('made_by')), _negated=True), _connector='OR'), name='subject_access_takes_two')],
            },
        ),
    ]
