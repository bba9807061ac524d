"""Addresses of the site: the pages and the admin."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("agreements.urls")),
]

handler400 = "agreements.views.refused.bad_request"
