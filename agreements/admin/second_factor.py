"""The pages of one's own second factor: its code after the password, setting it up, and taking it away."""

from base64 import b32encode

import segno
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login
from django_otp.plugins.otp_totp.models import TOTPDevice

from agreements import access
from agreements.admin.gate import is_verified
from agreements.operations import OperationError

WRONG_CODE = (
    "This code is not right, was used already, or came too soon after a wrong one. "
    "Wait until the authenticator shows the next one and type that."
)


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        max_length=40, label="Code", widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True})
    )


class PasswordCodeForm(CodeForm):
    """A code with the password, so that a session left open is not enough."""

    password = forms.CharField(
        max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


GUARDS = (never_cache, sensitive_post_parameters(), staff_member_required(login_url="admin:login"))


@method_decorator(GUARDS, "dispatch")
class CodeView(View):
    """Asks for the code after the password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form; who has given a code already, or has none to give, goes on."""
        if is_verified(request, access.second_factor(request.user)):
            return HttpResponseRedirect(_next(request))
        return self._page(request, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the code and go on."""
        form = CodeForm(request.POST)
        if form.is_valid():
            if _is_own_code(request, form):
                _verify(request, access.second_factor(request.user))
                return HttpResponseRedirect(_next(request))
            form.add_error("code", WRONG_CODE)
        return self._page(request, form)

    def _page(self, request: HttpRequest, form: CodeForm) -> HttpResponse:
        """Return the page with the form."""
        return _page(request, "second_factor_code.html", "Second factor", form=form, next=_next(request))


@method_decorator(GUARDS, "dispatch")
class ManageView(View):
    """Sets one's second factor up, makes new recovery codes, and takes it away."""

    def dispatch(self, request: HttpRequest, *args: object, **options: object) -> HttpResponse:
        """Send who has a second factor and has not given its code to where it is asked for."""
        if not is_verified(request, access.second_factor(request.user)):
            return HttpResponseRedirect(reverse("second-factor:code"))
        return super().dispatch(request, *args, **options)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show where things stand."""
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the step that was asked for."""
        steps = {"begin": self._begin, "confirm": self._confirm, "renew": self._renew, "remove": self._remove}
        step = steps.get(request.POST.get("step", ""))
        return step(request) if step else self._page(request)

    def _begin(self, request: HttpRequest) -> HttpResponse:
        """Make a secret to confirm."""
        try:
            access.begin_second_factor(request.user)
        except OperationError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("second-factor:manage"))

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        """Set the second factor up, given a code of it and the password."""
        form = PasswordCodeForm(request.POST)
        if not form.is_valid():
            return self._page(request, confirming=form)
        username = request.user.get_username()
        if authenticate(request, username=username, password=form.cleaned_data["password"]) is None:
            form.add_error("password", "This is not your password.")
            return self._page(request, confirming=form)
        codes = access.confirm_second_factor(request.user, form.cleaned_data["code"])
        if codes is None:
            form.add_error("code", WRONG_CODE)
            return self._page(request, confirming=form)
        _verify(request, access.second_factor(request.user))
        return _codes_page(request, codes, "Set a second factor up.")

    def _renew(self, request: HttpRequest) -> HttpResponse:
        """Make new recovery codes, given a code."""
        form = CodeForm(request.POST)
        if form.is_valid() and _is_own_code(request, form):
            return _codes_page(request, access.renew_recovery_codes(request.user), "Made new recovery codes.")
        if form.is_valid():
            form.add_error("code", WRONG_CODE)
        return self._page(request, giving=form)

    def _remove(self, request: HttpRequest) -> HttpResponse:
        """Take the second factor away, given a code."""
        form = CodeForm(request.POST)
        if form.is_valid() and _is_own_code(request, form):
            access.remove_second_factor(request.user)
            _note(request, "Took the second factor away.")
            messages.success(request, "The second factor is gone: the password alone logs you in.")
            return HttpResponseRedirect(reverse("second-factor:manage"))
        if form.is_valid():
            form.add_error("code", WRONG_CODE)
        return self._page(request, giving=form)

    def _page(
        self, request: HttpRequest, confirming: PasswordCodeForm | None = None, giving: CodeForm | None = None
    ) -> HttpResponse:
        """Return the page as things stand, with what was typed where it was refused."""
        device = access.second_factor(request.user)
        begun = None if device else TOTPDevice.objects.filter(user_id=request.user.pk, confirmed=False).first()
        return _page(
            request,
            "second_factor.html",
            "Your second factor",
            device=device,
            begun=begun and _shown(begun),
            is_required=settings.REQUIRE_SECOND_FACTOR and access.needs_second_factor(request.user),
            confirming=confirming or PasswordCodeForm(),
            giving=giving or CodeForm(),
        )


def _is_own_code(request: HttpRequest, form: CodeForm) -> bool:
    """Return whether a code is one of the account's own; a wrong one counts as a failed log-in."""
    username = request.user.get_username()
    return authenticate(request, username=username, code=form.cleaned_data["code"]) is not None


def _verify(request: HttpRequest, device: TOTPDevice) -> None:
    """Note in the session, under a new key, that the second factor was given."""
    request.session.cycle_key()
    login(request, device)


def _shown(device: TOTPDevice) -> dict[str, str]:
    """Return what an authenticator needs: a picture, an address, and the secret in letters."""
    address = device.config_url
    secret = b32encode(device.bin_key).decode()
    return {
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, light="#fff"),
        "address": address,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }


def _codes_page(request: HttpRequest, codes: list[str], what: str) -> HttpResponse:
    """Return the one page that shows recovery codes; only digests of them are kept."""
    _note(request, what)
    return _page(request, "recovery_codes.html", "Recovery codes", codes=codes)


def _note(request: HttpRequest, what: str) -> None:
    """Say in the history of the account what was done."""
    LogEntry.objects.log_actions(request.user.pk, [request.user], CHANGE, what, single_object=True)


def _page(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    """Return a page in the look of the admin."""
    site = admin.site.each_context(request) | {"title": title}
    return TemplateResponse(request, f"admin/agreements/{template}", site | context)


def _next(request: HttpRequest) -> str:
    """Return where to go on to: a page of this site, and the admin's home where none is named."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    hosts = {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure())
    return wanted if is_own else reverse("admin:index")


urls = (
    [path("", ManageView.as_view(), name="manage"), path("code/", CodeView.as_view(), name="code")],
    "second-factor",
    "second-factor",
)
