"""The audit trail, captured copies, checks of addresses, marks for review, and who decided on evidence."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from agreements.migrations._roles import make_groups
from agreements.migrations._trail import seal_history


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0004_evidence_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='decided_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='decided_by',
            field=models.ForeignKey(blank=True, editable=False, help_text='Who accepted or rejected it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_evidence', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='decided_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='historicalevidence',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='Who accepted or rejected it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seedrecord',
            name='conflict',
            field=models.TextField(blank=True, help_text='Where the latest load found it changed both in the files and by hand.'),
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('sequence', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(blank=True, help_text='The account, by its name at that time.', max_length=150)),
                ('account', models.BigIntegerField(help_text='The account, by its number, which stays when it is renamed.', null=True)),
                ('model', models.CharField(max_length=50)),
                ('row', models.BigIntegerField()),
                ('version', models.BigIntegerField(help_text='The version in the history of the row.')),
                ('kind', models.CharField(help_text='+ added, ~ changed, - taken out.', max_length=1)),
                ('reason', models.CharField(blank=True, max_length=100)),
                ('content', models.CharField(help_text='SHA-256 of what the row held.', max_length=64)),
                ('digest', models.CharField(help_text='SHA-256 of this entry and of the digest before it.', max_length=64)),
            ],
            options={
                'verbose_name_plural': 'audit trail',
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['model', 'row', '-sequence'], name='audit_by_row')],
                'constraints': [models.UniqueConstraint(fields=('model', 'version'), name='audit_version_is_sealed_once')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCapture',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('sha256', models.CharField(help_text='Of the file; the file is named after it.', max_length=64, verbose_name='SHA-256')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('html', 'Web page (HTML)'), ('png', 'Picture (PNG)'), ('jpeg', 'Picture (JPEG)'), ('webp', 'Picture (WebP)'), ('wacz', 'Web archive (WACZ)')], help_text='As found in its content.', max_length=10)),
                ('size', models.PositiveBigIntegerField(help_text='In bytes.')),
                ('original_name', models.CharField(blank=True, help_text='What the file was called.', max_length=200)),
                ('origin', models.CharField(choices=[('uploaded', 'Uploaded'), ('fetched', 'Fetched')], max_length=10)),
                ('address', models.URLField(blank=True, help_text='Where it was fetched from, after redirects.', max_length=2000)),
                ('note', models.TextField(blank=True)),
                ('added_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.source')),
            ],
            options={
                'verbose_name': 'historical captured copy',
                'verbose_name_plural': 'historical captured copies',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReviewMark',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('reason', models.TextField()),
                ('marked_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('clause', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.clause')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical review mark',
                'verbose_name_plural': 'historical review marks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Capture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(help_text='Of the file; the file is named after it.', max_length=64, verbose_name='SHA-256')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('html', 'Web page (HTML)'), ('png', 'Picture (PNG)'), ('jpeg', 'Picture (JPEG)'), ('webp', 'Picture (WebP)'), ('wacz', 'Web archive (WACZ)')], help_text='As found in its content.', max_length=10)),
                ('size', models.PositiveBigIntegerField(help_text='In bytes.')),
                ('original_name', models.CharField(blank=True, help_text='What the file was called.', max_length=200)),
                ('origin', models.CharField(choices=[('uploaded', 'Uploaded'), ('fetched', 'Fetched')], max_length=10)),
                ('address', models.URLField(blank=True, help_text='Where it was fetched from, after redirects.', max_length=2000)),
                ('note', models.TextField(blank=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='captures', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='captures', to='agreements.source')),
            ],
            options={
                'verbose_name': 'captured copy',
                'verbose_name_plural': 'captured copies',
                'constraints': [models.UniqueConstraint(fields=('source', 'sha256'), name='capture_is_kept_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'html', 'png', 'jpeg', 'webp', 'wacz'])), name='capture_kind_is_known'), models.CheckConstraint(condition=models.Q(('origin__in', ['uploaded', 'fetched'])), name='capture_origin_is_known')],
            },
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.URLField(help_text='The address that was asked.', max_length=2000)),
                ('outcome', models.CharField(choices=[('answers', 'Answers'), ('dead', 'Dead'), ('unreachable', 'Unreachable'), ('refused', 'Not asked')], max_length=12)),
                ('status', models.PositiveSmallIntegerField(blank=True, help_text='The HTTP status, where there was one.', null=True)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('checked_at', models.DateTimeField()),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='link_check', to='agreements.source')),
            ],
            options={
                'default_permissions': ('view',),
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['answers', 'dead', 'unreachable', 'refused'])), name='link_check_outcome_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ReviewMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('marked_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_marks', to='agreements.clause')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lifted_review_marks', to=settings.AUTH_USER_MODEL)),
                ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_marks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='review_mark_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='review_mark_is_lifted_by_somebody')],
            },
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(seal_history, migrations.RunPython.noop),
    ]
