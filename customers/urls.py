"""The pages of customers, contacts, limits and visits."""

from django.urls import path

from customers.urls_admission import admission
from customers.urls_credit import credit
from customers.views import admission as admission_views
from customers.views import calendar, contacts, credit_customer, customers, parts, plans, power, relation
from customers.views.duplicates import hint
from customers.views.merging import MergePage, merge_page
from customers.views.vcards import cards

app_name = "customers"
urlpatterns = [
    path("", customers.CustomerList.as_view(), name="list"),
    path("new/", customers.new, name="new"),
    path("duplicates/", hint, name="duplicates"),
    *admission,
    path("merges/<uuid:pk>/", merge_page, name="merge-page"),
    *credit,
    path("limits/", parts.LimitList.as_view(), name="limits"),
    path("limits/<uuid:pk>/", parts.LimitPage.as_view(), name="limit-page"),
    path("limits/<uuid:pk>/<slug:move>/", parts.LimitPage.as_view(), name="limit-move"),
    path("visits/", relation.VisitList.as_view(), name="visits"),
    path("visits/new/", relation.log, name="visit-new"),
    path("visits/plan/", parts.plan, name="visit-plan"),
    path("visits/calendar/", calendar.month, name="visit-calendar"),
    path("visits/calendar/link/", calendar.subscribe, name="feed-new"),
    path("visits/calendar/unlink/", calendar.unsubscribe, name="feed-end"),
    path("p/<str:token>/visits.ics", calendar.feed, name="feed"),
    path("visits/<uuid:pk>/", relation.VisitPage.as_view(), name="visit-page"),
    path("visits/<uuid:pk>/rate/", relation.rate, name="visit-rate"),
    path("visits/<uuid:pk>/promise/", relation.promise, name="visit-promise"),
    path("visits/<uuid:pk>/<slug:move>/", relation.VisitPage.as_view(), name="visit-move"),
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/new/", plans.new, name="plan-new"),
    path("plans/<uuid:pk>/", plans.PlanPage.as_view(), name="plan-page"),
    path("plans/<uuid:pk>/fields/<slug:name>/", plans.PlanField.as_view(), name="plan-field"),
    path("plans/<uuid:pk>/goals/", plans.AddGoal.as_view(), name="plan-goal"),
    path("plans/<uuid:pk>/goals/<int:at>/remove/", plans.RemoveGoal.as_view(), name="plan-goal-remove"),
    path("plans/<uuid:pk>/moves/", plans.AddMove.as_view(), name="plan-move"),
    path("plans/<uuid:pk>/moves/<uuid:plan_move>/done/", plans.move_done, name="plan-move-done"),
    path("plans/<uuid:pk>/reviews/", plans.WriteReview.as_view(), name="plan-review"),
    path("commitments/", relation.CommitmentList.as_view(), name="commitments"),
    path("commitments/<uuid:pk>/", relation.CommitmentPage.as_view(), name="commitment-page"),
    path("commitments/<uuid:pk>/edit/", relation.commitment_edit, name="commitment-edit"),
    path("commitments/<uuid:pk>/<slug:move>/", relation.CommitmentPage.as_view(), name="commitment-move"),
    path("contacts/<uuid:pk>/", contacts.ContactPage.as_view(), name="contact-page"),
    path("contacts/<uuid:pk>/fields/<slug:name>/", contacts.ContactField.as_view(), name="contact-field"),
    path("contacts/<uuid:pk>/place/", power.contact_place, name="contact-place"),
    path("contacts/<uuid:pk>/influences/", power.draw, name="influence-draw"),
    path("influences/<uuid:pk>/remove/", power.remove, name="influence-remove"),
    path("<uuid:pk>/", customers.CustomerPage.as_view(), name="page"),
    path("<uuid:pk>/fields/<slug:name>/", customers.CustomerField.as_view(), name="field"),
    path("<uuid:pk>/edit/", customers.edit, name="edit"),
    path("<uuid:pk>/check/", admission_views.check, name="check"),
    path("<uuid:pk>/ask-check/", admission_views.ask, name="ask-check"),
    path("<uuid:pk>/read-facts/", admission_views.read, name="read-facts"),
    path("<uuid:pk>/hold/", customers.hold, name="hold"),
    path("<uuid:pk>/lift-holds/", customers.lift_holds, name="lift-holds"),
    path("<uuid:pk>/credit-terms/", credit_customer.SetTerms.as_view(), name="set-terms"),
    path("<uuid:pk>/credit-evidence/", credit_customer.AddEvidence.as_view(), name="add-evidence"),
    path("<uuid:pk>/propose/<slug:kind>/", credit_customer.propose, name="propose"),
    path("<uuid:pk>/vcards/", cards, name="vcards"),
    path("<uuid:pk>/merge/", MergePage.as_view(), name="merge"),
    path("<uuid:pk>/new-contact/", parts.new_contact, name="new-contact"),
    path("<uuid:pk>/new-limit/", parts.new_limit, name="new-limit"),
    path("<uuid:pk>/new-visit/", parts.new_visit, name="new-visit"),
    path("<uuid:pk>/new-commitment/", relation.new_commitment, name="new-commitment"),
    path("<uuid:pk>/<slug:move>/", customers.CustomerPage.as_view(), name="move"),
]
