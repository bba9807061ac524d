"""Addresses of the pages; they are public and permanent."""

from django.urls import path

from agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("agreements/<str:slug>/", views.agreement, name="agreement"),
    path("agreements/<str:slug>/summary.<str:format_name>", views.summary, name="summary"),
    path("agreements/<str:slug>/<str:number>/", views.clause, name="clause"),
    path("deadlines/", views.deadlines, name="deadlines"),
    path("evidence/", views.evidence_list, name="evidence-list"),
    path("evidence/<str:key>/", views.evidence, name="evidence"),
    path("method/", views.method, name="method"),
    path("healthz", views.healthz, name="healthz"),
]
