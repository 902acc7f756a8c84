"""The day on which a person first read a message, and on which the team took an answer back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_terms'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='read_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='answer',
            name='withdrawn_on',
            field=models.DateField(null=True),
        ),
    ]
