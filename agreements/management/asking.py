"""What commands are told: a source, an account, a number; and how they ask the public internet."""

from argparse import ArgumentTypeError

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.management.base import CommandError

from agreements.fetching import Fetcher, Limits
from agreements.models import Source

LARGEST_NUMBER = 100_000


def known_source(key: str) -> Source:
    """Return the source with a key."""
    found = Source.objects.filter(key=key).first()
    if found is None:
        raise CommandError(f"There is no source {key!r}: give the key as it stands in the address of its page.")
    return found


def account(name: str | None) -> AbstractUser | None:
    """Return the account with a name; None where no name is given."""
    if name is None:
        return None
    found = get_user_model().objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no active account {name!r}.")
    return found


def fetcher_of_captures() -> Fetcher:
    """Return what asks the public internet and takes no more than a captured copy may be."""
    return Fetcher(limits=Limits(body=settings.CAPTURE_LIMIT))


def whole_number(text: str) -> int:
    """Return a number from 1 to 100,000 that was typed."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) <= LARGEST_NUMBER):
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to {LARGEST_NUMBER}")
    return int(text)
