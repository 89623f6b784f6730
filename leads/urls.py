"""The addresses of the pages of leads."""

from django.urls import path

from leads import views

app_name = "leads"
urlpatterns = [
    path("", views.LeadList.as_view(), name="list"),
    path("new/", views.NewLead.as_view(), name="new"),
    path("<uuid:pk>/", views.LeadPage.as_view(), name="page"),
    path("<uuid:pk>/fields/<slug:name>/", views.LeadField.as_view(), name="field"),
    path("<uuid:pk>/edit/", views.EditLead.as_view(), name="edit"),
    path("<uuid:pk>/verifications/", views.LogVerification.as_view(), name="verifications"),
    path("<uuid:pk>/helpers/", views.AddHelper.as_view(), name="helpers"),
    path("<uuid:pk>/helpers/<uuid:user>/remove/", views.RemoveHelper.as_view(), name="remove-helper"),
    path("<uuid:pk>/pain/", views.RecordPain.as_view(), name="pain"),
    path("<uuid:pk>/<slug:move>/", views.LeadPage.as_view(), name="move"),
]
