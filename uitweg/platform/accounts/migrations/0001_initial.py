import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LoginAttempts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_hash', models.BinaryField(max_length=32, unique=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='UsedChallenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('challenge_hash', models.BinaryField(max_length=32, unique=True)),
                ('answered_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('login', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('role', models.CharField(choices=[('coordinator', 'COORDINATOR'), ('lead', 'LEAD'), ('administrator', 'ADMINISTRATOR'), ('analyst', 'ANALYST'), ('privacy-officer', 'PRIVACY_OFFICER'), ('editor', 'EDITOR')], max_length=20)),
                ('mail', models.EmailField(blank=True, default='', max_length=254)),
                ('wants_mail', models.BooleanField(default=False)),
                ('phone', models.CharField(blank=True, default='', max_length=16)),
                ('wants_sound', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('salt', models.BinaryField(default=b'', max_length=22)),
                ('verifier', models.BinaryField(default=b'', max_length=32)),
                ('public_key', models.BinaryField(default=b'', max_length=1216)),
                ('sealed_seed', models.BinaryField(default=b'')),
                ('sealed_totp', models.BinaryField(default=b'')),
                ('totp_step', models.BigIntegerField(default=0)),
                ('invitation', models.BinaryField(default=b'', max_length=32)),
                ('invited_until', models.DateTimeField(null=True)),
                ('invited_by', models.BigIntegerField(null=True)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('confirmed_by', models.BigIntegerField(null=True)),
                ('joined_at', models.DateTimeField(null=True)),
                ('admitted_by', models.BigIntegerField(null=True)),
                ('admitted_at', models.DateTimeField(null=True)),
                ('brought_in_by', models.BigIntegerField(null=True)),
                ('key_ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['coordinator', 'lead', 'administrator', 'analyst', 'privacy-officer', 'editor'])), name='role_known'), models.UniqueConstraint(django.db.models.functions.text.Lower('login'), name='one_login_in_any_case')],
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('credential_id', models.BinaryField(max_length=1023, unique=True)),
                ('public_key', models.BinaryField(max_length=2048)),
                ('sign_count', models.BigIntegerField(default=0)),
                ('door_seal', models.BinaryField(max_length=32)),
                ('wrapped_seed', models.BinaryField(default=b'')),
                ('label', models.CharField(max_length=40)),
                ('created_on', models.DateField()),
                ('last_used_on', models.DateField(null=True)),
                ('backed_up', models.BooleanField(default=False)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('id_hash', models.BinaryField(max_length=32, unique=True)),
                ('sealed_keyring', models.BinaryField()),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('proved_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='KeyShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team_key_id', models.BinaryField(max_length=8)),
                ('holder_key', models.BinaryField(max_length=1216)),
                ('sealed_keys', models.BinaryField()),
                ('given_by', models.BigIntegerField(null=True)),
                ('given_at', models.DateTimeField()),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='key_shares', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('member'), models.F('team_key_id'), name='one_share_a_member')],
            },
        ),
        migrations.CreateModel(
            name='NamedReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thing', models.CharField(max_length=40)),
                ('until', models.DateTimeField(null=True)),
                ('because', models.CharField(max_length=40)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named_for', to='accounts.member')),
            ],
            options={
                'indexes': [models.Index(models.F('thing'), models.F('member'), name='named_reader_of'), models.Index(models.F('because'), name='named_because')],
            },
        ),
    ]
