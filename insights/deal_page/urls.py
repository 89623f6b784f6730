"""Deals keep one address through the whole chain; their pages read across all stages, so they live here."""

from django.urls import path

from deals import survey_views
from insights.deal_page import views

app_name = "deals"
urlpatterns = [
    path("p/<str:token>/survey/", survey_views.survey, name="survey"),
    path("surveys/<uuid:pk>/ask/", survey_views.ask, name="survey-ask"),
    path("", views.DealList.as_view(), name="list"),
    path("<uuid:pk>/", views.deal_page, name="page"),
    path("<uuid:pk>/fields/<slug:name>/", views.DealField.as_view(), name="field"),
    path("<uuid:pk>/team/", views.team, name="team"),
    path("<uuid:pk>/stand-in/", views.stand_in_for, name="stand-in"),
    path("<uuid:pk>/take-over/<uuid:handover>/", views.take_over_list, name="take-over"),
    path("<uuid:pk>/cost/", views.cost, name="cost"),
    path("<uuid:pk>/note/", views.note, name="note"),
    path("<uuid:pk>/paper/", views.paper, name="paper"),
]
