"""Addresses of the pages; they are public and permanent."""

from django.urls import path

from agreements.views import about, agreements, comparison, evidence, sources

app_name = "agreements"
urlpatterns = [
    path("", agreements.overview, name="overview"),
    path("agreements/<str:slug>/", agreements.agreement, name="agreement"),
    path("agreements/<str:slug>/summary.<str:format_name>", agreements.summary, name="summary"),
    path("agreements/<str:slug>/compare/", comparison.compare, name="compare"),
    path("agreements/<str:slug>/<str:number>/", agreements.clause, name="clause"),
    path("deadlines/", agreements.deadlines, name="deadlines"),
    path("evidence/", evidence.evidence_list, name="evidence-list"),
    path("evidence/<str:key>/", evidence.evidence, name="evidence"),
    path("sources/", sources.sources, name="sources"),
    path("sources/publishers/<str:slug>/", sources.publisher, name="publisher"),
    path("sources/<str:key>/", sources.source, name="source"),
    path("names/", sources.names, name="names"),
    path("changes/", about.changes, name="changes"),
    path("data/", about.data, name="data"),
    path("method/", about.method, name="method"),
    path("healthz", about.healthz, name="healthz"),
]
