"""The pages of customers, contacts, limits and visits."""

from django.urls import path

from customers.views import customers, parts
from customers.views.duplicates import hint

app_name = "customers"
urlpatterns = [
    path("", customers.CustomerList.as_view(), name="list"),
    path("new/", customers.new, name="new"),
    path("duplicates/", hint, name="duplicates"),
    path("rules/", parts.rules, name="rules"),
    path("limits/", parts.LimitList.as_view(), name="limits"),
    path("limits/<uuid:pk>/", parts.LimitPage.as_view(), name="limit-page"),
    path("limits/<uuid:pk>/<slug:move>/", parts.LimitPage.as_view(), name="limit-move"),
    path("visits/", parts.VisitList.as_view(), name="visits"),
    path("visits/new/", parts.any_visit, name="visit-new"),
    path("visits/<uuid:pk>/", parts.VisitPage.as_view(), name="visit-page"),
    path("visits/<uuid:pk>/<slug:move>/", parts.VisitPage.as_view(), name="visit-move"),
    path("contacts/<uuid:pk>/", parts.contact, name="contact-page"),
    path("<uuid:pk>/", customers.CustomerPage.as_view(), name="page"),
    path("<uuid:pk>/fields/<slug:name>/", customers.CustomerField.as_view(), name="field"),
    path("<uuid:pk>/edit/", customers.edit, name="edit"),
    path("<uuid:pk>/check/", customers.check, name="check"),
    path("<uuid:pk>/hold/", customers.hold, name="hold"),
    path("<uuid:pk>/lift-holds/", customers.lift_holds, name="lift-holds"),
    path("<uuid:pk>/new-contact/", parts.new_contact, name="new-contact"),
    path("<uuid:pk>/new-limit/", parts.new_limit, name="new-limit"),
    path("<uuid:pk>/new-visit/", parts.new_visit, name="new-visit"),
    path("<uuid:pk>/<slug:move>/", customers.CustomerPage.as_view(), name="move"),
]
