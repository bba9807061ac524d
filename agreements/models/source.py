"""Published documents and who publishes them."""

from collections.abc import Iterable
from contextlib import suppress
from functools import reduce
from operator import or_
from urllib.parse import quote

from django.db import models
from django.db.models import Q

from agreements.choices import Precision, PublisherKind, Reliability
from agreements.models.actor import Actor
from agreements.models.columns import RecordRow, SpanColumns, key_field, one_of, span_constraint
from agreements.models.history import RecordHistory
from agreements.texts import COUNTRY, FILE_NAME, LANGUAGE, SHA256
from agreements.web_addresses import AddressError, WebPage

MOST_CANDIDATES = 200
"""How many addresses that may lead to one page are looked at."""


class Publisher(RecordRow):
    """Who publishes sources."""

    slug = key_field(max_length=80)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=PublisherKind)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2 code.")
    affiliated_actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="affiliated_publishers"
    )
    reliability = models.CharField(max_length=1, choices=Reliability, default=Reliability.F)
    note = models.TextField(blank=True)
    history = RecordHistory()

    written = {"country": COUNTRY}

    class Meta:
        constraints = [
            one_of("publisher", "kind", PublisherKind),
            one_of("publisher", "reliability", Reliability),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SourceQuerySet(models.QuerySet["Source"]):
    """Ways to find sources."""

    def at_address(self, address: str) -> "Source | None":
        """Return the source that an address leads to, or an archived copy of it, however either is spelt."""
        page = WebPage.at(address)
        spelt = Q()
        for place in page.places:
            spelt |= Q(url__iendswith=place) | Q(url__iendswith=f"{place}/")
            for end in ("?", "/?", "#", "/#"):
                spelt |= Q(url__icontains=f"{place}{end}")
        fitting = self.model.at_hosts(page.hosts) & spelt
        for _, value in page.query:
            fitting &= Q(url__icontains=value) | Q(url__icontains=quote(value))
        rows = self.filter(fitting | Q(archive_url=address.strip())).select_related("publisher")
        candidates = rows.order_by("pk")[:MOST_CANDIDATES]
        return next((source for source in candidates if source.is_at(page, address)), None)


class Source(RecordRow):
    """One published document."""

    key = key_field()
    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="sources")
    title = models.CharField(max_length=500)
    url = models.URLField("address", max_length=2000, blank=True)
    archive_url = models.URLField("address of an archived copy", max_length=2000, blank=True)
    published_earliest_on = models.DateField(editable=False)
    published_latest_on = models.DateField(editable=False)
    published_precision = models.CharField(max_length=10, choices=Precision, editable=False)
    accessed_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=20, help_text="BCP 47 tag, such as en.")
    document = models.CharField("held copy", max_length=200, blank=True, help_text="File name of a held copy.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, help_text="Of the held copy.")
    note = models.TextField(blank=True)
    history = RecordHistory()

    published = SpanColumns("published")
    written = {"language": LANGUAGE, "document": FILE_NAME, "sha256": SHA256}
    objects = SourceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["published_latest_on", "id", "publisher"], name="source_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["url"], name="source_address_is_unique", condition=~Q(url="")),
            span_constraint("source", "published"),
            one_of("source", "published_precision", Precision),
        ]

    def __str__(self) -> str:
        """Return publisher, title and day."""
        return f"{self.title} ({self.published})"

    @staticmethod
    def at_hosts(hosts: Iterable[str]) -> Q:
        """Return the condition that an address names one of the hosts somewhere: quick to check before closer ones."""
        return reduce(or_, (Q(url__icontains=host) for host in hosts))

    def is_at(self, page: WebPage, address: str) -> bool:
        """Return whether the source is a web page, or has its archived copy at exactly this address."""
        with suppress(AddressError):
            if self.url and WebPage.at(self.url) == page:
                return True
        return self.archive_url == address.strip()
