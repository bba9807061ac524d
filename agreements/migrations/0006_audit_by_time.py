"""The audit trail is read by time: the public log of changes shows its newest entries first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0005_audit_and_desk'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['-at', '-sequence'], name='audit_by_time'),
        ),
    ]
