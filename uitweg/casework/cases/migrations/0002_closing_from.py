"""Keep where a case was before it was closing.

Closed doors: each case gets a value and the constraint reads them all; that is less than a second
for thousands of cases.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='closing_from',
            field=models.CharField(blank=True, choices=[('intake', 'Intake'), ('triage', 'Triage'), ('plan', 'Plan maken'), ('active', 'In uitvoering'), ('monitoring', 'Monitoring'), ('closing', 'Afsluiten'), ('closed', 'Gesloten'), ('destroyed', 'Vernietigd')], default='', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('closing_from__in', ['intake', 'triage', 'plan', 'active', 'monitoring', 'closing', 'closed', 'destroyed', ''])), name='case_closing_from_known'),
        ),
    ]
