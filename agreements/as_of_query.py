"""The as-of pair as pages and the API are asked for it: `?on=2021-03-01&known=2021-03-01`."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from agreements.dates import AsOf

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


class AsOfError(ValueError):
    """A day asked about cannot be read; `messages` says for each what is wrong, `typed` keeps what was typed."""

    def __init__(self, messages: dict[str, str], typed: dict[str, str]) -> None:
        self.messages = messages
        self.typed = typed
        super().__init__(" ".join(messages.values()))


@dataclass(frozen=True, slots=True)
class AsOfQuery:
    """The as-of pair of a request, and how to carry it on in links."""

    as_of: AsOf
    today: date
    on: str
    known: str

    @property
    def is_today(self) -> bool:
        """Return whether the page shows today's state with today's knowledge."""
        return self.as_of == AsOf(self.today, self.today)

    @property
    def query(self) -> str:
        """Return the query string that asks for the same pair, empty for today."""
        given = {name: value for name, value in (("on", self.on), ("known", self.known)) if value}
        return f"?{urlencode(given)}" if given else ""


def as_of_query(parameters: QueryDict) -> AsOfQuery:
    """Return the as-of pair asked for; both days default to today. Raise AsOfError where a day cannot be read."""
    today = timezone.localdate()
    typed = {name: parameters.get(name, "").strip() for name in ("on", "known")}
    days: dict[str, date] = {}
    messages: dict[str, str] = {}
    for name, text in typed.items():
        try:
            days[name] = parse_day(text) if text else today
        except ValueError as error:
            messages[name] = str(error)
    if messages:
        raise AsOfError(messages, typed)
    return AsOfQuery(AsOf(days["on"], days["known"]), today, typed["on"], typed["known"])


def parse_day(text: str) -> date:
    """Return the day written as `2021-03-01`; raise ValueError with a message for readers."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2021-03-01") else None
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day: write it as 2021-03-01.") from error
    if day is None:
        raise ValueError(f"{text!r} is not a day: write it as 2021-03-01.")
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"{text!r} is out of reach: give a day between {EARLIEST} and {LATEST}.")
    return day
