"""What the API answers when something is wrong: application/problem+json (RFC 9457), one shape for everything."""

from http import HTTPStatus

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from agreements.operations import NotAllowedError, OperationError, ReasonError

MEDIA_TYPE = "application/problem+json"


class Conflict(exceptions.APIException):
    """The step does not fit where the row stands now."""

    status_code = HTTPStatus.CONFLICT


def problem(error: Exception, context: dict[str, object]) -> Response | None:
    """Return the answer to an error; None for a mistake of our own, which is for the server's log."""
    response = exception_handler(_answerable(error), context)
    if response is None:
        return None
    said = response.data
    errors = said if "detail" not in said else None
    response.data = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "detail": "The body is not as it should be." if errors else str(said["detail"]),
    } | ({"errors": errors} if errors else {})
    response.content_type = MEDIA_TYPE
    return response


def _answerable(error: Exception) -> Exception:
    """Return an error of the operations as one of HTTP; others as they are."""
    match error:
        case NotAllowedError():
            return exceptions.PermissionDenied(str(error))
        case ReasonError():
            return exceptions.ValidationError({"reason": [str(error)]})
        case OperationError():
            return Conflict(str(error))
        case _:
            return error
