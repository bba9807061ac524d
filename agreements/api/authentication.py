"""Who a program acts for: the account of the token it shows, within the token's role."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from agreements import access
from agreements.models import ApiToken, ScopedAccount

SCHEME = "bearer"


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer <token>`, and nothing else: no session, no cookie, no part of the address."""

    def authenticate(self, request: Request) -> tuple[ScopedAccount, ApiToken] | None:
        """Return account and token; None where no token is shown; refuse one that does not work, not saying why."""
        scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != SCHEME:
            return None
        now = timezone.now()
        found = access.token_account(text.strip(), on=now.date())
        if found is None:
            raise AuthenticationFailed("This token does not work: it is unknown, expired or revoked.")
        access.note_use(found[1], at=now)
        return found

    def authenticate_header(self, request: Request) -> str:
        """Return how to say who one is."""
        return "Bearer"
