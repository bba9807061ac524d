"""How the API reads a body: JSON, of a size and a depth that cannot hurt."""

from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import BinaryIO

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

LONGEST_BODY = 1_000_000


class BodyTooLong(APIException):
    """More was sent than any step needs."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = f"A body has at most {LONGEST_BODY:,} bytes."


class BoundedJsonParser(JSONParser):
    """Reads no more than is allowed, and refuses what is nested too deeply to be read."""

    def parse(
        self, stream: BinaryIO, media_type: str | None = None, parser_context: Mapping[str, object] | None = None
    ) -> object:
        """Return what the body says."""
        body = stream.read(LONGEST_BODY + 1)
        if len(body) > LONGEST_BODY:
            raise BodyTooLong
        try:
            return super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError("JSON parse error - it is nested too deeply.") from error
