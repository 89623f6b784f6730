"""The addresses of credit: the controller's page, cases, plans, insurance, freezes, standards."""

from django.urls import path

from customers.views import credit as pages
from customers.views import credit_cases as cases
from customers.views import credit_plans as plans
from customers.views import insurance, restrictions, standards

credit = [
    path("credit/", pages.credit, name="credit"),
    path("credit/cases/", cases.CaseList.as_view(), name="cases"),
    path("credit/cases/ask/<slug:point>/<uuid:pk>/", cases.ask, name="case-ask"),
    path("credit/cases/<uuid:pk>/", cases.CasePage.as_view(), name="case-page"),
    path("credit/cases/<uuid:pk>/<slug:move>/", cases.CasePage.as_view(), name="case-move"),
    path("credit/plan/", plans.this_year, name="credit-plan"),
    path("credit/plan/<uuid:pk>/", plans.plan, name="credit-plan-page"),
    path("credit/plan/<uuid:pk>/keep/", plans.keep, name="credit-plan-keep"),
    path("credit/policies/", insurance.PolicyList.as_view(), name="policies"),
    path("credit/policies/new/", insurance.new, name="policy-new"),
    path("credit/policies/<uuid:pk>/", insurance.PolicyPage.as_view(), name="policy-page"),
    path("credit/policies/<uuid:pk>/edit/", insurance.edit, name="policy-edit"),
    path("credit/policies/<uuid:pk>/insure/", insurance.Insure.as_view(), name="policy-insure"),
    path("credit/policies/<uuid:pk>/<slug:move>/", insurance.PolicyPage.as_view(), name="policy-move"),
    path("credit/restrictions/", restrictions.RestrictionList.as_view(), name="restrictions"),
    path("credit/restrictions/<uuid:pk>/", restrictions.RestrictionPage.as_view(), name="restriction-page"),
    path(
        "credit/restrictions/<uuid:pk>/<slug:move>/",
        restrictions.RestrictionPage.as_view(),
        name="restriction-move",
    ),
    path("credit/terms/", pages.TermsList.as_view(), name="terms"),
    path("credit/evidence/<uuid:pk>/withdraw/", standards.withdraw, name="evidence-withdraw"),
    path("credit/standards/", standards.standards, name="standards"),
    path("credit/standards/<uuid:pk>/", standards.standard, name="standard"),
]
