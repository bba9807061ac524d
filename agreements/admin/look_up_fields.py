"""Fields that say at once what is known of what was typed into them; the answer is a fragment from the server."""

from django import forms
from django.forms.renderers import BaseRenderer
from django.urls import reverse_lazy
from django.utils.safestring import SafeString

ADDRESS = "admin:agreements_evidence_look_up"


class LookUpMixin:
    """Asks the look-up `what` while something is typed, with what the fields named in `sends` around it hold."""

    template_name = "admin/agreements/evidence_look_up_input.html"

    class Media:
        css = {"all": ("agreements/entry.css",)}
        js = ("admin/js/jquery.init.js", "django_htmx/htmx-2.min.js", "agreements/entry.js")

    def __init__(self, what: str, *, sends: str = "") -> None:
        around = "closest .inline-related"
        self.trigger = "input changed delay:400ms" + (f", change from:{around} delay:400ms" if sends else "")
        asks = {
            "data-hx-get": reverse_lazy(ADDRESS, args=[what]),
            "data-hx-target": "next .look-up",
            "data-hx-sync": "this:replace",
        }
        super().__init__(asks | ({"data-hx-include": around, "data-sends": sends} if sends else {}))

    def render(
        self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the field; one that holds something, and has no message yet, asks as soon as the page is there."""
        is_refused = "aria-invalid" in (attrs or {})
        trigger = f"{self.trigger}, load" if value and not is_refused else self.trigger
        return super().render(name, value, {"data-hx-trigger": trigger} | (attrs or {}), renderer)


class LookUpInput(LookUpMixin, forms.TextInput):
    """A line of text that is looked up."""


class LookUpAddress(LookUpMixin, forms.URLInput):
    """A web address that is looked up."""
