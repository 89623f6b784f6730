"""The pages of contracts, amendments and the clause library."""

from django.urls import path

from contracts.views import amendments, library, pages, tables

app_name = "contracts"
urlpatterns = [
    path("", pages.ContractList.as_view(), name="list"),
    path("new/", tables.new, name="new"),
    path("clauses/", library.ClauseList.as_view(), name="clauses"),
    path("clauses/new/", library.new_clause, name="new-clause"),
    path("clauses/<uuid:pk>/", library.clause, name="clause-page"),
    path("amendments/<uuid:pk>/", amendments.AmendmentPage.as_view(), name="amendment-page"),
    path("amendments/<uuid:pk>/delete/", amendments.delete, name="amendment-delete"),
    path("amendments/<uuid:pk>/<slug:move>/", amendments.AmendmentPage.as_view(), name="amendment-move"),
    path("<uuid:pk>/", pages.ContractPage.as_view(), name="page"),
    path("<uuid:pk>/fields/<slug:name>/", pages.ContractField.as_view(), name="field"),
    path("<uuid:pk>/terms/", pages.TermsPart.as_view(), name="terms"),
    path("<uuid:pk>/budget/", pages.BudgetPart.as_view(), name="budget"),
    path("<uuid:pk>/wording/", pages.WordingPart.as_view(), name="wording"),
    path("<uuid:pk>/opinion/", pages.OpinionPart.as_view(), name="opinion"),
    path("<uuid:pk>/lines/", tables.LinesPage.as_view(), name="lines"),
    path("<uuid:pk>/payment-schedule/", tables.SchedulePage.as_view(), name="payment-schedule"),
    path("<uuid:pk>/amend/", amendments.new, name="amend"),
    path("<uuid:pk>/<slug:move>/", pages.ContractPage.as_view(), name="move"),
]
