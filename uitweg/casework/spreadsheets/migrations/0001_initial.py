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
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.BinaryField(max_length=16, unique=True)),
                ('done_at', models.DateTimeField()),
                ('opened', models.PositiveIntegerField()),
                ('added', models.PositiveIntegerField()),
                ('left_out', models.PositiveIntegerField()),
                ('audit_log_until', models.BigIntegerField(default=0)),
                ('undone_at', models.DateTimeField(null=True)),
                ('sealed_key', models.BinaryField(default=b'')),
                ('sealed_answers', models.BinaryField(default=b'')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='accounts.member')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.BinaryField(max_length=16, unique=True)),
                ('stored_at', models.DateTimeField()),
                ('sealed_key', models.BinaryField()),
                ('sealed_table', models.BinaryField()),
                ('sealed_choices', models.BinaryField(default=b'')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('is_new', models.BooleanField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imported', to='cases.case')),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='spreadsheets.import')),
            ],
            options={
                'ordering': ['row'],
                'constraints': [models.UniqueConstraint(models.F('imported'), models.F('row'), name='one_case_a_row')],
            },
        ),
    ]
