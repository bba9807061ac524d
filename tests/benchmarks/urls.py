"""The addresses of the site, and of what its pages are measured beside."""

from django.urls import include, path

from tests.benchmarks.rivals import replayed, stock

urlpatterns = [
    path("stock/", stock.urls),
    path("bare/<str:name>/", replayed),
    path("", include("tracker.urls")),
]
