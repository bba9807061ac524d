"""Asking addresses on the public internet, and nothing else, within limits of time and size."""

from agreements.fetching.asking import Answer, Fetcher, Limits
from agreements.fetching.errors import (
    BrokenAnswerError,
    FetchError,
    RefusedAddressError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
)
from agreements.fetching.guard import Guard

__all__ = [
    "Answer",
    "BrokenAnswerError",
    "FetchError",
    "Fetcher",
    "Guard",
    "Limits",
    "RefusedAddressError",
    "TooLargeError",
    "TooManyRedirectsError",
    "UnreachableError",
]
