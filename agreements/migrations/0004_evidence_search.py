"""Full-text search of evidence, and indexes that answer what its list and its counts ask without reading the rows."""

from django.db import migrations, models

from agreements.migrations._full_text import make, remove


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_covered_until"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                fields=["state", "-occurred_latest_on", "-id", "occurred_earliest_on", "entered_at"],
                name="evidence_counted_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(fields=["evidence", "source", "stance", "claimant"], name="citation_by_evidence"),
        ),
        migrations.AddIndex(
            model_name="evidencelink",
            index=models.Index(fields=["evidence", "clause", "direction", "party"], name="evidence_link_by_evidence"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(fields=["published_latest_on", "id", "publisher"], name="source_by_day"),
        ),
        migrations.RunPython(make, remove),
    ]
