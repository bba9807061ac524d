"""The site of the admin: its home page is the desk of whoever looks at it."""

from django.contrib.admin import AdminSite
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse

from agreements.selectors.desk import SHOWN, own_evidence, seed_conflicts, submitted_evidence
from agreements.selectors.links import dead_links


class DeskSite(AdminSite):
    """The stock site, with what waits shown first."""

    site_header = "Agreement tracker: review and entry"
    index_title = "Desk"

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Return the home page."""
        return super().index(request, desk(request.user) | (extra_context or {}))


def desk(user: AbstractUser) -> dict[str, object]:
    """Return what lies on a person's desk: only what they may see."""
    found: dict[str, object] = {}
    if user.has_perm("agreements.add_evidence"):
        found["own"] = own_evidence(user)
    if user.has_perm("agreements.view_evidence"):
        found["submitted"] = submitted_evidence(user)
    if user.has_perm("agreements.view_source"):
        found |= {"conflicts": seed_conflicts(), "links": dead_links(SHOWN)}
    return found
