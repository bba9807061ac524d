"""The rival of imports: django-import-export's resource of a model as it comes, every row by itself."""

from datetime import UTC, datetime

from django.contrib.auth.models import AbstractUser
from import_export import fields, resources, widgets

from agreements.dates import Span
from agreements.models import Citation, Clause, Evidence, EvidenceLink, Source


class SpanWidget(widgets.Widget):
    """A span in ISO form."""

    def clean(self, value: str, row: object = None, **options: object) -> Span:
        """Return the span."""
        return Span.parse(value)


class EvidenceResource(resources.ModelResource):
    """Evidence by its key; the parts of a row, which the library has no columns for, are saved after it."""

    occurred = fields.Field(attribute="occurred", column_name="occurred", widget=SpanWidget())

    class Meta:
        model = Evidence
        fields = ("key", "occurred", "place", "summary")
        import_id_fields = ("key",)

    def __init__(self, user: AbstractUser) -> None:
        super().__init__()
        self.user = user

    def before_save_instance(self, instance: Evidence, row: dict[str, str], **options: object) -> None:
        """Say whose it is."""
        instance.entered_by, instance.entered_at = self.user, datetime(2026, 1, 1, tzinfo=UTC)

    def after_save_instance(self, instance: Evidence, row: dict[str, str], **options: object) -> None:
        """Save the citations and the link of the row."""
        for position, column in enumerate(("source 1", "source 2")):
            if row[column]:
                source = Source.objects.get(key=row[column])
                Citation.objects.create(evidence=instance, source=source, position=position)
        slug, _, number = row["clause 1"].partition("/")
        clause = Clause.objects.get(agreement__slug=slug, number=number)
        EvidenceLink.objects.create(evidence=instance, clause=clause, direction=row["direction 1"])
