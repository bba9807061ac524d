"""Addresses of the site: the pages, the API and the admin."""

from django.contrib import admin
from django.urls import include, path

from agreements.admin import second_factor

urlpatterns = [
    path("admin/second-factor/", second_factor.urls),
    path("admin/", admin.site.urls),
    path("api/v1/", include("agreements.api.urls")),
    path("", include("agreements.urls")),
]

handler400 = "agreements.views.refused.bad_request"
