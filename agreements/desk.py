"""The site of the admin: its home page is the desk of whoever looks at it."""

from datetime import date

from django.contrib.admin import AdminSite
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agreements.dates import AsOf
from agreements.selectors.desk import SHOWN, ReviewQueue, own_evidence, seed_conflicts, submitted_evidence
from agreements.selectors.links import dead_links
from agreements.selectors.review_queue import proposals_waiting, review_queue


class DeskSite(AdminSite):
    """The stock site, with what waits shown first."""

    site_header = "Agreement tracker: review and entry"
    index_title = "Desk"

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Return the home page."""
        return super().index(request, desk(request.user, today=timezone.localdate()) | (extra_context or {}))


def desk(user: AbstractUser, *, today: date) -> dict[str, object]:
    """Return what lies on a person's desk: only what they may see."""
    found: dict[str, object] = {}
    if user.has_perm("agreements.add_evidence"):
        found["own"] = own_evidence(user)
    if user.has_perm("agreements.view_evidence"):
        found["submitted"] = submitted_evidence(user)
    if user.has_perm("agreements.view_assessment"):
        needed = review_queue(as_of=AsOf(today, today))
        found |= {"proposals": proposals_waiting(), "needed": ReviewQueue(len(needed), needed[:SHOWN])}
    if user.has_perm("agreements.view_source"):
        found |= {"conflicts": seed_conflicts(), "links": dead_links(SHOWN)}
    return found
