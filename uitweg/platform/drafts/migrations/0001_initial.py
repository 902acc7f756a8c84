import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=120)),
                ('form_key', models.BinaryField(db_index=True, max_length=16)),
                ('version', models.BigIntegerField()),
                ('tab', models.BinaryField(max_length=8)),
                ('turn', models.PositiveIntegerField()),
                ('saved_at', models.DateTimeField()),
                ('sealed_text', models.BinaryField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('member'), models.F('place'), name='one_draft_a_place')],
            },
        ),
    ]
