"""The application of the tracker."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Compliance with agreements, clause by clause."""

    name = "agreements"
    verbose_name = "Agreements"
