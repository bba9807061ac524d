"""Spreadsheets on their way into the record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0006_audit_by_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SpreadsheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=200)),
                ('format', models.CharField(choices=[('xlsx', 'XLSX'), ('csv', 'CSV')], max_length=10)),
                ('read_as', models.CharField(blank=True, help_text='How its letters were read.', max_length=100)),
                ('day_order', models.CharField(choices=[('iso', 'No such days: only 2021-04-03'), ('day_first', 'Day first: 03/04/2021 is 3 April'), ('month_first', 'Month first: 03/04/2021 is 4 March')], default='iso', max_length=20)),
                ('submits', models.BooleanField(default=False, help_text='Whether its rows are handed in for review at once.')),
                ('columns', models.JSONField(help_text='The names of its columns, in their order.')),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('checked', 'Checked'), ('applied', 'Imported')], default='checking', max_length=10)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spreadsheet_imports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SpreadsheetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='The row of the file.')),
                ('key', models.CharField(help_text='Of the evidence; shortened where it is too long to be a key.', max_length=200)),
                ('cells', models.JSONField(help_text='The texts of its cells by the name of the column.')),
                ('reading_errors', models.JSONField(default=list, help_text='What could not be read from the file.')),
                ('warnings', models.JSONField(default=list, help_text='What a person should look at.')),
                ('outcome', models.CharField(blank=True, choices=[('refused', 'Has errors'), ('changed', 'Changes'), ('created', 'New'), ('unchanged', 'Unchanged')], help_text='Empty until it is checked.', max_length=10)),
                ('messages', models.JSONField(default=list, help_text='Its errors, one text each.')),
                ('differences', models.JSONField(default=list, help_text='Column, old text and new text of each difference.')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='agreements.spreadsheetimport')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='spreadsheetimport',
            index=models.Index(fields=['owner', '-uploaded_at'], name='import_by_owner'),
        ),
        migrations.AddConstraint(
            model_name='spreadsheetimport',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['xlsx', 'csv'])), name='spreadsheet_import_format_is_known'),
        ),
        migrations.AddConstraint(
            model_name='spreadsheetimport',
            constraint=models.CheckConstraint(condition=models.Q(('day_order__in', ['iso', 'day_first', 'month_first'])), name='spreadsheet_import_day_order_is_known'),
        ),
        migrations.AddConstraint(
            model_name='spreadsheetimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['checking', 'checked', 'applied'])), name='spreadsheet_import_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='spreadsheetimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(('applied_at__isnull', True), models.Q(('state', 'applied'), _negated=True)), _connector='OR'), name='spreadsheet_import_is_applied_at_an_instant'),
        ),
        migrations.AddIndex(
            model_name='spreadsheetrow',
            index=models.Index(fields=['sheet', 'outcome', 'number'], name='import_row_by_outcome'),
        ),
        migrations.AddIndex(
            model_name='spreadsheetrow',
            index=models.Index(fields=['sheet', 'key'], name='import_row_by_key'),
        ),
        migrations.AddConstraint(
            model_name='spreadsheetrow',
            constraint=models.UniqueConstraint(fields=('sheet', 'number'), name='import_row_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='spreadsheetrow',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'refused', 'changed', 'created', 'unchanged'])), name='spreadsheet_row_outcome_is_known'),
        ),
    ]
