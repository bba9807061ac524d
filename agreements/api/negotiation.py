"""In what the API reads and answers: JSON."""

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class JsonAlways(BaseContentNegotiation):
    """Answers in JSON whatever the program says it would like."""

    def select_parser(self, request: Request, parsers: list[BaseParser]) -> BaseParser | None:
        """Return what reads the body; None where it is no JSON."""
        return next((parser for parser in parsers if request.content_type.partition(";")[0] == parser.media_type), None)

    def select_renderer(
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return what writes the answer."""
        return renderers[0], renderers[0].media_type
