"""Who gets in besides by password: programs by a token, people by a code of their second factor."""

import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractUser, User
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from agreements.models import ApiToken, ScopedAccount, TokenUse
from agreements.models.audit import hold_trail
from agreements.operations import NotAllowedError, OperationError
from agreements.roles import Role, permissions

TOKEN = re.compile(r"agt_([0-9a-f]{12})_([\w-]{43})", re.ASCII)
LONGEST_LIFE = timedelta(days=366)
NO_DIGEST = "0" * 64
RECOVERY_CODES = 10
NEEDS_SECOND_FACTOR = ("agreements.review_evidence", "agreements.approve_assessment", "auth.change_user")
"""Who may do any of this has to have a second factor where the setting REQUIRE_SECOND_FACTOR asks for it."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token with its text, which is never to be had again."""

    token: ApiToken
    text: str


def roles_within(account: AbstractUser) -> list[Role]:
    """Return the roles that ask for no more than an account may do."""
    held = {permission.partition(".")[2] for permission in account.get_all_permissions()}
    return [role for role in Role if permissions(role) <= held]


@transaction.atomic
def make_token(token: ApiToken, *, by: AbstractUser, at: datetime) -> MadeToken:
    """Keep a new token for whoever makes it, with a secret of 256 bits; return it with its text."""
    if not by.has_perm("agreements.add_apitoken"):
        raise NotAllowedError(f"{by} may not make API tokens: it needs a role.")
    if token.role not in roles_within(by):
        raise NotAllowedError(f"{by} may do less than a token of the role {token.role}.")
    if not at.date() <= token.expires_on <= at.date() + LONGEST_LIFE:
        raise OperationError("A token works until a day within the next year: choose another last day.")
    token.prefix = secrets.token_hex(6)
    text = f"agt_{token.prefix}_{secrets.token_urlsafe(32)}"
    token.digest = _sha256(text)
    token.account = token.created_by = by
    token.created_at = at
    hold_trail()
    token.full_clean()
    token._history_user = by
    token.save()
    return MadeToken(token, text)


@transaction.atomic
def revoke_token(token: ApiToken, *, by: AbstractUser, at: datetime) -> ApiToken:
    """End a token, one's own or, for those who manage tokens, anybody's."""
    hold_trail()
    current = ApiToken.objects.select_for_update().get(pk=token.pk)
    if current.account_id != by.pk and not by.has_perm("agreements.manage_apitoken"):
        raise NotAllowedError(f"{by} may not revoke the API tokens of others.")
    if current.revoked_at is not None:
        raise OperationError(f"{current} is revoked already.")
    current.revoked_by, current.revoked_at = by, at
    current._history_user = by
    current.save()
    return current


def token_account(text: str, *, on: date) -> tuple[ScopedAccount, ApiToken] | None:
    """Return the account that a token lets act on a day, within its role, and the token; None where it lets nobody.

    Whether or not there is a token with the prefix, one digest is made and one comparison is, in constant time.
    """
    match = TOKEN.fullmatch(text)
    found = ApiToken.objects.select_related("use").filter(prefix=match[1]).first() if match else None
    is_same = hmac.compare_digest(found.digest if found else NO_DIGEST, _sha256(text))
    if found is None or not is_same or not found.is_valid(on=on):
        return None
    account = ScopedAccount.objects.filter(pk=found.account_id, is_active=True).first()
    if account is None:
        return None
    account.role = Role(found.role)
    return account, found


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Note that a token was used, at most once a minute."""
    use = getattr(token, "use", None)
    if use is None or not use.is_recent(at=at):
        TokenUse.objects.update_or_create(token=token, defaults={"last_used_at": at})


def needs_second_factor(account: AbstractUser) -> bool:
    """Return whether an account may do so much that a second factor can be asked of it."""
    return any(account.has_perm(permission) for permission in NEEDS_SECOND_FACTOR)


def second_factor(account: AbstractUser) -> TOTPDevice | None:
    """Return the confirmed second factor of an account, None where it has none."""
    return TOTPDevice.objects.filter(user_id=account.pk, confirmed=True).order_by("pk").first()


@transaction.atomic
def begin_second_factor(account: AbstractUser) -> TOTPDevice:
    """Return a new second factor, which counts once a code confirms it; an unconfirmed one before it is gone."""
    User.objects.select_for_update().get(pk=account.pk)
    if second_factor(account) is not None:
        raise OperationError("There is a second factor already: remove it first.")
    TOTPDevice.objects.filter(user_id=account.pk).delete()
    return TOTPDevice.objects.create(user_id=account.pk, name="authenticator", confirmed=False)


@transaction.atomic
def confirm_second_factor(account: AbstractUser, code: str) -> list[str] | None:
    """Confirm the second factor that was begun and return recovery codes; None where the code is not its own."""
    device = TOTPDevice.objects.select_for_update().filter(user_id=account.pk, confirmed=False).first()
    if device is None or not device.verify_token(_plain(code)):
        return None
    device.confirmed = True
    device.save()
    return renew_recovery_codes(account)


@transaction.atomic
def renew_recovery_codes(account: AbstractUser) -> list[str]:
    """Return new recovery codes, each good for one log-in; those before them are gone. Only digests are kept."""
    StaticDevice.objects.filter(user_id=account.pk).delete()
    device = StaticDevice.objects.create(user_id=account.pk, name="recovery codes")
    codes = [b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(account, code)) for code in codes)
    return ["-".join(re.findall("....", code)) for code in codes]


@transaction.atomic
def remove_second_factor(account: AbstractUser) -> None:
    """Take the second factor of an account away, with its recovery codes."""
    TOTPDevice.objects.filter(user_id=account.pk).delete()
    StaticDevice.objects.filter(user_id=account.pk).delete()


class SecondFactorBackend:
    """Tells whether a code is one of an account's second factor; asked only about who gave the password already.

    As a backend it stands behind the one that locks log-ins, so that wrong codes count as wrong passwords do.
    """

    def authenticate(self, request: HttpRequest, username: str, code: str) -> AbstractUser | None:
        """Return the account where the code is its own: of the device, or a recovery code, which is then used up."""
        with transaction.atomic():
            account = User.objects.select_for_update().filter(username=username, is_active=True).first()
            device = account and second_factor(account)
            if device is None:
                return None
            text = _plain(code)
            if text.isdecimal():
                return account if device.verify_token(text) else None
            recovery = StaticDevice.objects.filter(user_id=account.pk, confirmed=True).first()
            return account if recovery and recovery.verify_token(_kept(account, text)) else None


def _plain(code: str) -> str:
    """Return a code without what people put between its parts."""
    return re.sub(r"[\s-]", "", code).lower()


def _kept(account: AbstractUser, code: str) -> str:
    """Return what is kept of a recovery code: as much of a digest as the column holds."""
    return _sha256(f"{account.pk}:{code}")[:16]


def _sha256(text: str) -> str:
    """Return the SHA-256 of a text; a token has 256 random bits, so that no salt is needed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
