"""The stock admin with the tracker's own site: its home page is the desk."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """The admin."""

    default_site = "agreements.desk.DeskSite"
