import django.db.models.deletion
import uitweg.casework.cases.models.case
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report_id', models.BigIntegerField(null=True, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('intake', 'Intake'), ('triage', 'Triage'), ('plan', 'Plan maken'), ('active', 'In uitvoering'), ('monitoring', 'Monitoring'), ('closing', 'Afsluiten'), ('closed', 'Gesloten'), ('destroyed', 'Vernietigd')], default='intake', max_length=12)),
                ('risk', models.CharField(choices=[('unknown', 'Nog niet beoordeeld'), ('low', 'Nu veilig genoeg'), ('high', 'Onveilig'), ('acute', 'Acuut gevaar')], default='unknown', max_length=12)),
                ('risk_since', models.DateTimeField(null=True)),
                ('danger_to_judge', models.BooleanField(default=False)),
                ('ground', models.CharField(choices=[('not-chosen', 'Nog niet gekozen'), ('wmo', 'Wmo'), ('jeugdwet', 'Jeugdwet'), ('wgs', 'Wet gegevensverwerking door samenwerkingsverbanden'), ('other', 'Anders')], default='not-chosen', max_length=12)),
                ('review_on', models.DateField(null=True)),
                ('ending', models.CharField(blank=True, choices=[('safe', 'Veilig, doelen bereikt'), ('handed-over', 'Overgedragen aan een ander'), ('not-wanted', 'De jongere wil geen hulp'), ('out-of-sight', 'Uit beeld'), ('no-exploitation', 'Bleek geen uitbuiting')], default='', max_length=16)),
                ('closed_on', models.DateField(null=True)),
                ('kept_until', models.DateField(null=True)),
                ('is_restricted', models.BooleanField(default=False)),
                ('key_round', models.PositiveSmallIntegerField(default=0)),
                ('sealed_key', models.BinaryField()),
                ('key_id', models.BinaryField(max_length=8)),
                ('closing_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closing', to='accounts.member')),
                ('coordinator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='CaseGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('owner', ''), ('deputy', ''), ('colleague', ''), ('emergency', '')], default='colleague', max_length=12)),
                ('level', models.CharField(choices=[('card', 'Alleen de veiligheidskaart'), ('read', 'Meelezen'), ('work', 'Meewerken'), ('manage', 'Vervanger van de eigenaar')], max_length=8)),
                ('groups', models.JSONField(default=uitweg.casework.cases.models.case.all_groups)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('reason', models.CharField(choices=[('owner', 'leidt de casus'), ('deputy', 'vervangt wie de casus leidt'), ('works-along', 'werkt mee'), ('stands-in', 'neemt waar'), ('consulted', 'denkt mee'), ('handed-over', 'droeg de casus over'), ('danger', 'er is nu gevaar'), ('called', 'er belt iemand over deze jongere'), ('at-night', 'dienst, de eigenaar is er niet'), ('other', 'iets anders')], max_length=20)),
                ('given_by', models.BigIntegerField(null=True)),
                ('ended_by', models.BigIntegerField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='cases.case')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='CaseKeyCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder_id', models.BinaryField(max_length=8)),
                ('sealed_key', models.BinaryField()),
                ('given_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='key_copies', to='cases.case')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='ChosenColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('columns', models.JSONField(default=list)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='case_columns', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('via', models.CharField(choices=[('referral', 'Verwijzing'), ('conference', 'Overleg'), ('police', 'Politie'), ('lawyer', 'Advocaat'), ('partner', 'Partner'), ('youngster', 'De jongere'), ('export', 'Lijst als Excel-bestand'), ('subject-access', 'Inzage'), ('document', 'Op papier'), ('file', 'Bestand op de eigen computer')], max_length=16)),
                ('basis', models.CharField(choices=[('own-work', 'Eigen werk van het team'), ('consent', 'Toestemming'), ('request', 'De jongere vroeg erom'), ('law', 'De wet verplicht het'), ('danger', 'Gevaar dat niet kan wachten'), ('other', 'Anders')], max_length=12)),
                ('groups', models.CharField(blank=True, default='', max_length=120)),
                ('rows', models.PositiveIntegerField()),
                ('sha256', models.BinaryField(max_length=32)),
                ('given_at', models.DateTimeField()),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('sealed_text', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosures', to='cases.case')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
            options={
                'ordering': ['-given_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('sealed_reason', models.BinaryField(default=b'')),
                ('owner_seen_at', models.DateTimeField(null=True)),
                ('verdict', models.CharField(blank=True, choices=[('in-order', 'In orde'), ('not-in-order', 'Niet in orde')], default='', max_length=12)),
                ('reviewed_on', models.DateField(null=True)),
                ('sealed_review', models.BinaryField(default=b'')),
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='access', to='cases.casegrant')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', 'Notitie'), ('call', 'Telefoongesprek'), ('decision', 'Besluit'), ('report', 'Melding'), ('step', 'Stap'), ('event', 'Gebeurtenis'), ('observation', 'Signaal'), ('mail', 'Mail'), ('file', 'Bestand'), ('handover', 'Overdracht'), ('period', 'Termijn')], max_length=12)),
                ('written_at', models.DateTimeField()),
                ('audience', models.CharField(choices=[('team', 'Ons team'), ('granted', 'Ook partners met toegang'), ('organisation', 'Alleen de eigen organisatie'), ('secret', 'Beroepsgeheim')], default='team', max_length=12)),
                ('group', models.CharField(choices=[('contact', 'naam en contact'), ('safety', 'veiligheid'), ('situation', 'situatie'), ('health', 'gezondheid'), ('family', 'familie'), ('school-work', 'school en werk'), ('law-police', 'recht en politie'), ('shelter', 'opvang'), ('network', 'mensen eromheen')], default='situation', max_length=12)),
                ('paper_for', models.JSONField(default=list)),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('sealed_text', models.BinaryField()),
                ('sealed_details', models.BinaryField(default=b'')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='cases.case')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replaced_by', to='cases.entry')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
            options={
                'ordering': ['-written_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='FilePiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_hash', models.BinaryField(max_length=32)),
                ('place', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(choices=[('safety', 'veiligheid'), ('shelter', 'opvang'), ('care', 'zorg'), ('school', 'school'), ('job', 'werk'), ('money', 'geld'), ('law', 'recht'), ('network', 'mensen eromheen')], max_length=10)),
                ('state', models.CharField(choices=[('open', ''), ('reached', 'Gehaald'), ('dropped', 'Losgelaten')], default='open', max_length=8)),
                ('written_at', models.DateTimeField()),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('sealed_text', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='cases.case')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(null=True)),
                ('group', models.CharField(choices=[('contact', 'naam en contact'), ('safety', 'veiligheid'), ('situation', 'situatie'), ('health', 'gezondheid'), ('family', 'familie'), ('school-work', 'school en werk'), ('law-police', 'recht en politie'), ('shelter', 'opvang'), ('network', 'mensen eromheen')], default='situation', max_length=12)),
                ('state', models.CharField(choices=[('open', ''), ('done', 'Klaar'), ('dropped', 'Vervalt'), ('passed', 'Overgedragen')], default='open', max_length=8)),
                ('written_at', models.DateTimeField()),
                ('done_on', models.DateField(null=True)),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('sealed_text', models.BinaryField()),
                ('sealed_reason', models.BinaryField(default=b'')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='accounts.member')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='cases.case')),
                ('goal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='actions', to='cases.goal')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('talk', ''), ('stay', ''), ('reflection', ''), ('other', '')], max_length=12)),
                ('group', models.CharField(choices=[('contact', 'naam en contact'), ('safety', 'veiligheid'), ('situation', 'situatie'), ('health', 'gezondheid'), ('family', 'familie'), ('school-work', 'school en werk'), ('law-police', 'recht en politie'), ('shelter', 'opvang'), ('network', 'mensen eromheen')], max_length=12)),
                ('started_at', models.DateTimeField()),
                ('started_has_time', models.BooleanField()),
                ('ends_at', models.DateTimeField()),
                ('ends_has_time', models.BooleanField()),
                ('ended', models.CharField(blank=True, choices=[('done', 'Klaar'), ('lapsed', 'Verlopen'), ('taken-back', 'Teruggenomen'), ('passed', 'Overgedragen')], default='', max_length=12)),
                ('ended_at', models.DateTimeField(null=True)),
                ('written_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('sealed_text', models.BinaryField(default=b'')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='cases.case')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'ordering': ['ends_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SearchToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.BinaryField(max_length=8)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='search_tokens', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'Persoon'), ('safety', 'Veiligheidskaart'), ('judgement', 'Veiligheidstaxatie'), ('closing', 'Afsluiting')], max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('written_at', models.DateTimeField()),
                ('form_key', models.BinaryField(max_length=16, unique=True)),
                ('sealed_text', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='cases.case')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.member')),
            ],
            options={
                'ordering': ['case', 'kind', '-version'],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('id'), condition=models.Q(('state', 'closing')), name='case_asked_to_close'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('state'), name='case_by_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('key_id'), models.F('id'), name='case_by_team_key'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('id'), condition=models.Q(('danger_to_judge', True)), name='case_danger_to_judge'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('risk_since'), condition=models.Q(('risk', 'acute')), name='case_in_acute_danger'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['intake', 'triage', 'plan', 'active', 'monitoring', 'closing', 'closed', 'destroyed'])), name='case_state_known'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('risk__in', ['unknown', 'low', 'high', 'acute'])), name='case_risk_known'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['not-chosen', 'wmo', 'jeugdwet', 'wgs', 'other'])), name='case_ground_known'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('ending__in', ['safe', 'handed-over', 'not-wanted', 'out-of-sight', 'no-exploitation', ''])), name='case_ending_known'),
        ),
        migrations.AddIndex(
            model_name='casegrant',
            index=models.Index(models.F('member'), models.F('case'), name='grant_of_member'),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'owner'), ('until', None)), fields=('case',), name='one_owner_a_case'),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['card', 'read', 'work', 'manage'])), name='grant_level_known'),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['owner', 'deputy', 'colleague', 'emergency'])), name='grant_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['owner', 'deputy', 'works-along', 'stands-in', 'consulted', 'handed-over', 'danger', 'called', 'at-night', 'other'])), name='grant_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='casekeycopy',
            constraint=models.UniqueConstraint(models.F('case'), models.F('member'), name='one_case_share_a_member'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('via__in', ['referral', 'conference', 'police', 'lawyer', 'partner', 'youngster', 'export', 'subject-access', 'document', 'file'])), name='disclosure_via_known'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['own-work', 'consent', 'request', 'law', 'danger', 'other'])), name='disclosure_basis_known'),
        ),
        migrations.AddIndex(
            model_name='emergencyaccess',
            index=models.Index(models.F('id'), condition=models.Q(('verdict', '')), name='glass_to_review'),
        ),
        migrations.AddIndex(
            model_name='emergencyaccess',
            index=models.Index(models.F('grant'), condition=models.Q(('owner_seen_at', None)), name='glass_unseen'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['in-order', 'not-in-order', ''])), name='glass_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', ''), models.Q(('reviewed_by__isnull', False), ('reviewed_on__isnull', False)), _connector='OR'), name='glass_judged_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['team', 'granted', 'organisation', 'secret'])), name='entry_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('group__in', ['contact', 'safety', 'situation', 'health', 'family', 'school-work', 'law-police', 'shelter', 'network'])), name='entry_group_known'),
        ),
        migrations.AddConstraint(
            model_name='filepiece',
            constraint=models.UniqueConstraint(models.F('file_hash'), models.F('place'), name='piece_once'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('domain__in', ['safety', 'shelter', 'care', 'school', 'job', 'money', 'law', 'network'])), name='goal_domain_known'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'reached', 'dropped'])), name='goal_state_known'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(models.F('owner'), models.F('due_on'), models.F('id'), condition=models.Q(('state', 'open')), name='action_board'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'dropped', 'passed'])), name='action_state_known'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('group__in', ['contact', 'safety', 'situation', 'health', 'family', 'school-work', 'law-police', 'shelter', 'network'])), name='action_group_known'),
        ),
        migrations.AddIndex(
            model_name='period',
            index=models.Index(models.F('case'), models.F('ends_at'), name='period_of_case'),
        ),
        migrations.AddIndex(
            model_name='period',
            index=models.Index(models.F('case'), models.F('ends_at'), models.F('id'), condition=models.Q(('ended', '')), name='period_board'),
        ),
        migrations.AddIndex(
            model_name='period',
            index=models.Index(models.F('ended_by'), models.F('ended_at'), name='period_ended'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['talk', 'stay', 'reflection', 'other'])), name='period_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('group__in', ['contact', 'safety', 'situation', 'health', 'family', 'school-work', 'law-police', 'shelter', 'network'])), name='period_group_known'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('ended__in', ['done', 'lapsed', 'taken-back', 'passed', ''])), name='period_end_known'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('started_at'))), name='period_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended', ''), ('ended_at', None), ('ended_by', None)), models.Q(models.Q(('ended', ''), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='period_ended_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.UniqueConstraint(condition=models.Q(('ended', ''), models.Q(('kind', 'other'), _negated=True)), fields=('case', 'kind'), name='one_running_period_a_kind'),
        ),
        migrations.AddIndex(
            model_name='searchtoken',
            index=models.Index(models.F('token'), models.F('case'), name='word_by_token'),
        ),
        migrations.AddConstraint(
            model_name='searchtoken',
            constraint=models.UniqueConstraint(models.F('case'), models.F('token'), name='one_token_a_case'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.UniqueConstraint(models.F('case'), models.F('kind'), models.F('version'), name='one_sheet_a_version'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'safety', 'judgement', 'closing'])), name='sheet_kind_known'),
        ),
    ]
