"""Addresses of the API."""

from django.urls import path, re_path

from agreements.api import views

app_name = "api"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("account/", views.AccountView.as_view(), name="account"),
    path("evidence/<str:key>/", views.EvidenceView.as_view(), name="evidence"),
    path("evidence/<str:key>/<str:step>/", views.EvidenceStepView.as_view(), name="evidence-step"),
    path("assessments/<str:key>/", views.AssessmentView.as_view(), name="assessment"),
    path("assessments/<str:key>/<str:step>/", views.AssessmentStepView.as_view(), name="assessment-step"),
    re_path(r"", views.NothingView.as_view(), name="nothing"),
]
