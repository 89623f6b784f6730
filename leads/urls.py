"""The addresses of the pages of leads."""

from django.urls import path, re_path

from leads import campaign_views, rule_views, twin_views, views

app_name = "leads"
urlpatterns = [
    path("", views.LeadList.as_view(), name="list"),
    path("new/", views.NewLead.as_view(), name="new"),
    path("twins/", twin_views.hint, name="twins"),
    path("f/<slug:token>/", campaign_views.web_form, name="web-form"),
    path("campaigns/", campaign_views.campaigns, name="campaigns"),
    path("campaigns/<uuid:pk>/", campaign_views.campaign, name="campaign"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/caps/", rule_views.caps, name="caps"),
    path("rules/<uuid:pk>/", rule_views.rule, name="rule"),
    re_path(
        r"^rules/(?P<pk>[0-9a-f-]{36})/(?P<move>up|down|remove)/$", rule_views.rule_move, name="rule-move"
    ),
    path("<uuid:pk>/", views.LeadPage.as_view(), name="page"),
    path("<uuid:pk>/fields/<slug:name>/", views.LeadField.as_view(), name="field"),
    path("<uuid:pk>/edit/", views.EditLead.as_view(), name="edit"),
    path("<uuid:pk>/customer/", views.NameCustomer.as_view(), name="customer"),
    path("<uuid:pk>/verifications/", views.LogVerification.as_view(), name="verifications"),
    path("<uuid:pk>/helpers/", views.AddHelper.as_view(), name="helpers"),
    path("<uuid:pk>/helpers/<uuid:user>/remove/", views.RemoveHelper.as_view(), name="remove-helper"),
    path("<uuid:pk>/pain/", views.RecordPain.as_view(), name="pain"),
    path("<uuid:pk>/<slug:move>/", views.LeadPage.as_view(), name="move"),
]
