"""Addresses of the pages; they are public and permanent."""

from django.urls import path

from agreements.views import about, agreements, charts, comparison, evidence, sources

app_name = "agreements"
urlpatterns = [
    path("", agreements.overview, name="overview"),
    path("agreements/<str:slug>/", agreements.agreement, name="agreement"),
    path("agreements/<str:slug>/summary.<str:format_name>", agreements.summary, name="summary"),
    path("agreements/<str:slug>/timeline.<str:format_name>", charts.timeline, name="timeline-chart"),
    path("agreements/<str:slug>/compare/", comparison.compare, name="compare"),
    path("agreements/<str:slug>/<str:number>/", agreements.clause, name="clause"),
    path(
        "agreements/<str:slug>/<str:number>/<str:indicator>.<str:format_name>",
        charts.indicator,
        name="indicator-chart",
    ),
    path("deadlines/chart.<str:format_name>", charts.deadlines, name="deadline-chart"),
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
