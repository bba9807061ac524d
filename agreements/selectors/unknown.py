"""What selectors raise when there is nothing under the name asked for."""


class UnknownError(LookupError):
    """There is nothing under that name; the message says so to readers."""


class UnknownAgreementError(UnknownError):
    """There is no agreement under that name."""


class UnknownClauseError(UnknownError):
    """There is no clause under that reference."""


class UnknownEvidenceError(UnknownError):
    """There is no public evidence under that key as of the day asked about."""


class UnknownPublisherError(UnknownError):
    """There is no publisher under that name."""


class UnknownSourceError(UnknownError):
    """There is no document under that key that had been published by the day of knowledge."""


class UnknownChoiceError(UnknownError):
    """There is no such way to narrow a list; the message names those there are."""
