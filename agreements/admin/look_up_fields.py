"""Fields that say at once what is known of what was typed into them; the answer is a fragment from the server."""

from django import forms
from django.forms.renderers import BaseRenderer
from django.urls import reverse_lazy
from django.utils.safestring import SafeString

ADDRESS = "admin:agreements_evidence_look_up"


class LookUpMixin:
    """Asks the look-up `what` while something is typed, with everything typed around it where `around` says so."""

    template_name = "admin/agreements/evidence_look_up_input.html"

    class Media:
        js = ("django_htmx/htmx-2.min.js", "agreements/entry.js")

    def __init__(self, what: str, *, around: str = "", trigger: str = "input changed delay:400ms") -> None:
        self.trigger = trigger
        asks = {"hx-get": reverse_lazy(ADDRESS, args=[what]), "hx-target": "next .look-up", "hx-sync": "this:replace"}
        super().__init__(asks | ({"hx-include": around} if around else {}))

    def render(
        self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the field; one that holds something already asks as soon as the page is there."""
        trigger = f"{self.trigger}, load" if value else self.trigger
        return super().render(name, value, {"hx-trigger": trigger} | (attrs or {}), renderer)


class LookUpInput(LookUpMixin, forms.TextInput):
    """A line of text that is looked up."""


class LookUpAddress(LookUpMixin, forms.URLInput):
    """A web address that is looked up."""
