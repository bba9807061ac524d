"""Actors, names, publishers, sources, agreements, deadlines, readings and indicators."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from agreements import models
from agreements.admin.base import PartInline, PlacedForm, RecordAdmin, SpanForm
from agreements.admin.captures import CapturedAdmin
from agreements.admin.fields import SpanFormField
from agreements.admin.resting import GuardedFormSet


class NameUsageInline(PartInline):
    """How actors write a name."""

    model = models.NameUsage
    autocomplete_fields = ("actor",)
    fields = (("actor", "wording"),)


class PartyInline(PartInline):
    """The parties of an agreement, in its order."""

    model = models.Party
    formset = GuardedFormSet
    autocomplete_fields = ("actor",)
    fields = ("actor",)


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


class DeadlineForm(PlacedForm):
    """A deadline of a clause."""

    parent_name = "clause"
    siblings_name = "deadlines"


@admin.register(models.Actor)
class ActorAdmin(RecordAdmin):
    """Actors."""

    permanent = ("slug",)
    list_display = ("name", "slug", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "other_names")
    ordering = ("name",)


@admin.register(models.Name)
class NameAdmin(RecordAdmin):
    """Names and who uses them."""

    permanent = ("slug",)
    list_display = ("label", "slug", "kind")
    list_filter = ("kind",)
    search_fields = ("label", "slug", "usages__wording")
    ordering = ("label",)
    inlines = (NameUsageInline,)


@admin.register(models.Publisher)
class PublisherAdmin(RecordAdmin):
    """Publishers."""

    permanent = ("slug",)
    list_display = ("name", "slug", "kind", "country", "affiliated_actor", "reliability")
    list_filter = ("kind", "reliability")
    list_select_related = ("affiliated_actor",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    autocomplete_fields = ("affiliated_actor",)


@admin.register(models.Source)
class SourceAdmin(CapturedAdmin):
    """Sources."""

    permanent = ("key",)
    form = SourceForm
    list_display = ("title", "publisher", "published", "language", "key")
    list_filter = ("language", "publisher__kind")
    list_select_related = ("publisher",)
    search_fields = ("title", "key", "url", "publisher__name")
    ordering = ("-published_latest_on", "-pk")
    date_hierarchy = "published_latest_on"
    autocomplete_fields = ("publisher",)

    @admin.display(description="published", ordering="published_latest_on")
    def published(self, source: models.Source) -> str:
        """Return when it was published."""
        return str(source.published)


@admin.register(models.Agreement)
class AgreementAdmin(RecordAdmin):
    """Agreements and their parties."""

    permanent = ("slug",)
    list_display = ("title", "slug", "signed_on", "in_force_at", "covered_until", "pax_id")
    search_fields = ("title", "slug")
    ordering = ("in_force_at",)
    inlines = (PartyInline,)

    def get_form(
        self, request: HttpRequest, obj: models.Agreement | None = None, change: bool = False, **options: object
    ) -> type[forms.ModelForm]:
        """Return the form; it says on whose clock instants are typed."""
        help_texts = {"in_force_at": "The instant of entry into force, in universal time (UTC)."}
        return super().get_form(request, obj, change, help_texts=help_texts, **options)

    def view_on_site(self, agreement: models.Agreement) -> str:
        """Return the public page."""
        return reverse("agreements:agreement", args=[agreement.slug])


@admin.register(models.Deadline)
class DeadlineAdmin(RecordAdmin):
    """Deadlines and how they moved."""

    permanent = ("clause", "key")
    form = DeadlineForm
    list_display = ("__str__", "kind", "due_on", "offset", "inclusive")
    list_filter = ("kind", "clause__agreement")
    list_select_related = ("clause__agreement",)
    search_fields = ("key", "label", "clause__number", "clause__heading", "clause__agreement__slug")
    ordering = ("clause__agreement", "clause__position", "position")
    autocomplete_fields = ("clause", "anchor")
    inlines = (DeadlineChangeInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[models.Deadline], search_term: str
    ) -> tuple[QuerySet[models.Deadline], bool]:
        """Return what matches, by the parts of a public name too."""
        return super().get_search_results(request, queryset, search_term.replace("/", " ").replace("#", " "))


@admin.register(models.Reading)
class ReadingAdmin(RecordAdmin):
    """What actors say that clauses mean."""

    permanent = ("key",)
    list_display = ("key", "agreement", "clause", "actor")
    list_filter = ("agreement", ("actor", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("agreement", "clause__agreement", "actor")
    search_fields = ("key", "text", "actor__name")
    ordering = ("agreement", "clause__position", "key")
    autocomplete_fields = ("agreement", "clause", "actor", "source")


@admin.register(models.Indicator)
class IndicatorAdmin(RecordAdmin):
    """Counted quantities."""

    permanent = ("slug",)
    list_display = ("name", "slug", "unit", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    ordering = ("name",)
