"""Why a file is not kept."""

from agreements.operations import OperationError


class CaptureError(OperationError):
    """A file cannot be kept as a captured copy; the message says why and what to do."""
