"""What a browser would send for a form of a page."""

from html.parser import HTMLParser

from django.http import HttpResponse


class FormReader(HTMLParser):
    """Reads the fields of the form with an id, as they stand; some stand elsewhere and name the form."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.fields: dict[str, list[str]] = {}
        self.is_inside = False
        self.select = self.textarea = ""
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        name, kind = found.get("name") or "", found.get("type") or "text"
        if tag == "form":
            self.is_inside = found.get("id") == self.form_id
        if not self.is_inside and found.get("form") != self.form_id:
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            self.fields.setdefault(self.select, []).append(found.get("value") or "")
        elif tag == "textarea":
            self.textarea, self.text = name, []
        elif tag == "input" and name and kind != "submit" and (kind not in {"checkbox", "radio"} or "checked" in found):
            self.fields.setdefault(name, []).append(found.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_data(self, text: str) -> None:
        if self.textarea:
            self.text.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            lines = "".join(self.text).removeprefix("\n").replace("\n", "\r\n")
            self.fields[self.textarea] = [lines]
            self.textarea = ""


def filled(response: HttpResponse, form_id: str, **typed: object) -> dict[str, object]:
    """Return what a browser sends when the form of a page is sent with what was typed into it."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    assert reader.fields, f"no form {form_id}"
    return reader.fields | typed
