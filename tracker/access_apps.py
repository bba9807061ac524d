"""The libraries of access, under names that administrators understand."""

from axes.apps import AppConfig as AxesConfig
from django_otp.plugins.otp_totp.apps import DefaultConfig as TotpConfig


class LogInConfig(AxesConfig):
    """Log-ins that failed."""

    verbose_name = "Failed log-ins"


class SecondFactorConfig(TotpConfig):
    """Authenticators."""

    verbose_name = "Second factors"
