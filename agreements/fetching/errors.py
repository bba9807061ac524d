"""Why an address gave nothing."""


class FetchError(Exception):
    """An address gave nothing that can be used; the message says why."""


class RefusedAddressError(FetchError):
    """The address leads where this tool does not go; it was not asked."""


class UnreachableError(FetchError):
    """No connection came about."""


class BrokenAnswerError(FetchError):
    """The answer broke off, took too long, or was none."""


class TooLargeError(FetchError):
    """The answer is larger than what is taken."""


class TooManyRedirectsError(FetchError):
    """The address leads on and on."""
