"""Actors, names, publishers, sources, agreements, deadlines, readings and indicators."""

from django.contrib import admin

from agreements import models
from agreements.admin.base import PartInline, RecordAdmin, SpanForm, SpanFormField


class NameUsageInline(PartInline):
    """How actors write a name."""

    model = models.NameUsage
    autocomplete_fields = ("actor",)


class PartyInline(PartInline):
    """The parties of an agreement, in its order."""

    model = models.Party
    autocomplete_fields = ("actor",)
    exclude = ()


class DeadlineChangeForm(SpanForm):
    """A change of a last day."""

    span_name = "agreed"
    agreed = SpanFormField(label="agreed on")

    class Meta:
        model = models.DeadlineChange
        fields = ("due_on", "agreed", "agreed_by", "source", "note")


class DeadlineChangeInline(PartInline):
    """The changes of a last day; the old day is kept."""

    model = models.DeadlineChange
    form = DeadlineChangeForm
    autocomplete_fields = ("agreed_by", "source")


class SourceForm(SpanForm):
    """A source."""

    span_name = "published"
    published = SpanFormField()

    class Meta:
        model = models.Source
        fields = (
            "key",
            "publisher",
            "title",
            "url",
            "archive_url",
            "published",
            "accessed_on",
            "language",
            "document",
            "sha256",
            "note",
        )


@admin.register(models.Actor)
class ActorAdmin(RecordAdmin):
    """Actors."""

    list_display = ("name", "slug", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "other_names")
    ordering = ("name",)


@admin.register(models.Name)
class NameAdmin(RecordAdmin):
    """Names and who uses them."""

    list_display = ("label", "slug", "kind")
    list_filter = ("kind",)
    search_fields = ("label", "slug", "usages__wording")
    ordering = ("label",)
    inlines = (NameUsageInline,)


@admin.register(models.Publisher)
class PublisherAdmin(RecordAdmin):
    """Publishers."""

    list_display = ("name", "slug", "kind", "country", "affiliated_actor", "reliability")
    list_filter = ("kind", "reliability")
    list_select_related = ("affiliated_actor",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    autocomplete_fields = ("affiliated_actor",)


@admin.register(models.Source)
class SourceAdmin(RecordAdmin):
    """Sources."""

    form = SourceForm
    list_display = ("title", "publisher", "published", "language", "key")
    list_filter = ("language", "publisher__kind")
    list_select_related = ("publisher",)
    search_fields = ("title", "key", "url", "publisher__name")
    ordering = ("-published_latest_on", "-pk")
    date_hierarchy = "published_latest_on"
    autocomplete_fields = ("publisher",)


@admin.register(models.Agreement)
class AgreementAdmin(RecordAdmin):
    """Agreements and their parties."""

    list_display = ("title", "slug", "signed_on", "in_force_at", "pax_id")
    search_fields = ("title", "slug")
    ordering = ("in_force_at",)
    inlines = (PartyInline,)


@admin.register(models.Deadline)
class DeadlineAdmin(RecordAdmin):
    """Deadlines and how they moved."""

    list_display = ("__str__", "kind", "due_on", "offset", "inclusive")
    list_filter = ("kind", "clause__agreement")
    list_select_related = ("clause__agreement",)
    search_fields = ("key", "label", "clause__number", "clause__heading")
    ordering = ("clause__agreement", "clause__position", "position")
    autocomplete_fields = ("clause", "anchor")
    inlines = (DeadlineChangeInline,)


@admin.register(models.Reading)
class ReadingAdmin(RecordAdmin):
    """What actors say that clauses mean."""

    list_display = ("key", "agreement", "clause", "actor")
    list_filter = ("agreement", "actor")
    list_select_related = ("agreement", "clause__agreement", "actor")
    search_fields = ("key", "text", "actor__name")
    ordering = ("agreement", "clause__position", "key")
    autocomplete_fields = ("agreement", "clause", "actor", "source")


@admin.register(models.Indicator)
class IndicatorAdmin(RecordAdmin):
    """Counted quantities."""

    list_display = ("name", "slug", "unit", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    ordering = ("name",)
