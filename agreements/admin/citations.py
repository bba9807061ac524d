"""Citations as reporters enter them: of a known source, chosen or found by its address, or of a new document."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements import models, operations
from agreements.admin.base import PartInline
from agreements.admin.choosing import LookUp
from agreements.admin.fields import AddressField, LineField, SpanFormField
from agreements.admin.look_up_fields import LookUpAddress, LookUpInput
from agreements.admin.resting import LastCitationFormSet
from agreements.selectors import entry
from agreements.web_addresses import AddressError

PUBLISHER = models.Source._meta.get_field("publisher")
SAID = (("stance", "locator"), ("claimant", "speaker"))
JUDGED = (("credibility", "dated_as"), "relayed_through", "note")
DOCUMENT = (
    "title",
    ("publisher", "publisher_name"),
    ("published", "language", "accessed_on"),
    "archive_url",
    "is_another",
)


def _publisher_widget() -> RelatedFieldWidgetWrapper:
    """Return the field that looks publishers up; reporters add none."""
    chooser = LookUp(PUBLISHER, admin.site)
    return RelatedFieldWidgetWrapper(chooser, PUBLISHER.remote_field, admin.site, can_add_related=False)


class NotAskedYet(forms.HiddenInput):
    """A field that is kept back until there is something to ask; its label points at nothing."""

    def id_for_label(self, id_: str) -> str:
        """Return no id, because a label may name no hidden field."""
        return ""


class CitationForm(forms.ModelForm):
    """A citation, with what makes its document known where it is not; nothing is written before all of it is right."""

    address = AddressField(
        required=False,
        max_length=2000,
        widget=LookUpAddress("address"),
        help_text="Paste it first: a document that is known already is found by it.",
    )
    title = LineField(
        required=False,
        max_length=500,
        widget=LookUpInput("document", sends="address title publisher publisher_name published"),
        help_text="As the document prints it.",
    )
    publisher = forms.ModelChoiceField(
        models.Publisher.objects.all(),
        required=False,
        widget=_publisher_widget(),
        help_text="Left empty: who published all that is known from this host.",
    )
    publisher_name = LineField(
        label="Publisher, if not listed",
        required=False,
        max_length=300,
        help_text="Kept in the note of the source, for an editor to enter; until then it is “Not established”.",
    )
    published = SpanFormField(required=False)
    language = LineField(
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Write a BCP 47 tag, such as en.")],
        help_text="BCP 47 tag, such as en. Left empty: that of all that is known from this host.",
    )
    accessed_on = forms.DateField(required=False, help_text="Left empty: today.")
    archive_url = AddressField(label="Archived copy", required=False, max_length=2000)
    is_another = forms.BooleanField(
        label="This is another document than those alike", required=False, widget=NotAskedYet
    )

    new_source: models.Source | None = None
    """The document that has to be entered before it can be cited."""

    new_publisher: str = ""
    """Who published it, where that publisher is not in the record."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.addresses_above: set[str] = set()
        if "source" in self.fields:
            self.fields["source"].required = False
            self.fields["source"].widget.can_add_related = False
            self.fields["source"].label = "Source, if known"

    def clean(self) -> dict[str, object]:
        """Find the source that is cited, or check what is said of a document not known yet."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors or not self.has_changed() or cleaned.get("DELETE"):
            return cleaned
        address, chosen = cleaned.get("address", ""), cleaned.get("source")
        known = _source_at(address)
        if chosen and address and known != chosen:
            self.add_error("address", "This is not the address of the source chosen: take one of the two out.")
        elif chosen or known:
            cleaned["source"] = chosen or known
        elif address and address in self.addresses_above:
            self.new_source = models.Source(url=address)
        elif address or cleaned.get("title"):
            self.addresses_above.add(address)
            self._clean_document(cleaned)
        else:
            self.add_error("address", "Paste the address of the document, or choose a source that is known.")
        return cleaned

    def _clean_document(self, cleaned: dict[str, object]) -> None:
        """Check that a document not known yet can be entered, and that it is not one known under another address."""
        at_host = entry.certain_publisher(cleaned["address"]) if cleaned["address"] else None
        publisher, name = self._publisher(cleaned, at_host)
        language = cleaned["language"] or (at_host.language if at_host else "")
        for field, value, what in (
            ("title", cleaned["title"], "its title"),
            ("publisher", publisher or name, "who published it: choose a publisher, or type its name beside it"),
            ("published", cleaned["published"], "when it was published"),
            ("language", language, "its language, such as en"),
        ):
            if not value:
                self.add_error(field, f"This document is not known yet: say {what}.")
        if self.errors:
            return
        alike = entry.sources_alike(
            cleaned["title"], cleaned["published"], publisher=publisher.pk if publisher else None
        )
        if alike and not cleaned["is_another"]:
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error("is_another", _warning(alike))
            return
        self.new_publisher = name
        self.new_source = models.Source(
            title=cleaned["title"],
            url=cleaned["address"],
            archive_url=cleaned["archive_url"],
            accessed_on=cleaned["accessed_on"],
            language=language,
            publisher=publisher,
        )
        self.new_source.published = cleaned["published"]

    def _publisher(
        self, cleaned: dict[str, object], at_host: entry.HostMatch | None
    ) -> tuple[models.Publisher | None, str]:
        """Return the publisher chosen, named, or found by the host; and the name of one that is not in the record."""
        name = cleaned["publisher_name"]
        if cleaned["publisher"]:
            return cleaned["publisher"], ""
        if name:
            named = entry.publisher_named(name)
            return named, "" if named else name
        return (models.Publisher.objects.get(pk=at_host.pk), "") if at_host else (None, "")


def _source_at(address: str) -> models.Source | None:
    """Return the source that is known at an address."""
    try:
        return models.Source.objects.at_address(address) if address else None
    except AddressError as error:
        raise ValidationError({"address": f"{error}."}) from error


def _warning(alike: tuple[entry.SourceMatch, ...]) -> SafeString:
    """Return what to do about documents alike, with links to them."""
    rows = (
        (reverse("admin:agreements_source_change", args=[source.pk]), source.title, source.publisher, source.published)
        for source in alike
    )
    links = format_html_join("; ", '<a href="{}" target="_blank" rel="noopener">{}</a> ({}, {})', rows)
    return format_html(
        "Known already, with nearly the same title and day: {}. If it is one of these, choose it as the source; "
        "if it is another document, tick here.",
        links,
    )


class CitationFormSet(LastCitationFormSet):
    """The citations of one fact; a document that several of them cite is described once."""

    def __init__(self, *args: object, **options: object) -> None:
        self.addresses_above: set[str] = set()
        super().__init__(*args, **options)

    def _construct_form(self, number: int, **options: object) -> forms.ModelForm:
        """Return a form that knows which documents the forms above it describe."""
        form = super()._construct_form(number, **options)
        form.addresses_above = self.addresses_above
        return form

    def clean(self) -> None:
        """Refuse to hand in what no source carries, before anything is saved."""
        super().clean()
        filled = [form for form in self.forms if form.has_changed() or form.instance.pk]
        is_cited = any(not self._should_delete_form(form) for form in filled)
        if "_submit" in self.data and not is_cited and not any(self.errors):
            raise ValidationError("Give at least one citation, with its source, before this is submitted.")


class CitationInline(PartInline):
    """Sources that assert or deny the fact."""

    model = models.Citation
    form = CitationForm
    formset = CitationFormSet
    verbose_name_plural = "sources that assert or deny it"
    autocomplete_fields = ("source", "claimant")
    extra = 1

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[tuple[str | None, dict]]:
        """Return the address first; what only is read has no field to paste one into."""
        judged = ("Judgement and how it got there", {"fields": JUDGED, "classes": ("collapse",)})
        if obj is not None and not operations.is_open_to(obj, request.user):
            return [(None, {"fields": ("source", *SAID, *JUDGED)})]
        return [
            (None, {"fields": ("address", "source")}),
            ("A document not known yet", {"fields": DOCUMENT, "classes": ("new-source",)}),
            ("What it says", {"fields": SAID}),
            judged,
        ]
