import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_hash', models.BinaryField(max_length=32)),
                ('length', models.BigIntegerField(default=0)),
                ('cut_hash', models.BinaryField(default=b'', max_length=32)),
                ('cut_length', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='AuditReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True)),
                ('last_id', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=40)),
                ('thing', models.CharField(max_length=40)),
                ('result', models.CharField(max_length=20)),
                ('origin', models.CharField(max_length=20)),
                ('reason', models.CharField(blank=True, default='', max_length=40)),
                ('previous_hash', models.BinaryField(max_length=32)),
                ('entry_hash', models.BinaryField(max_length=32)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
            options={
                'indexes': [models.Index(models.F('thing'), models.F('id'), name='audit_thing')],
            },
        ),
    ]
