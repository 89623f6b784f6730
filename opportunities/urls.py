"""The addresses of the pages of opportunities and quotes."""

from django.urls import path

from opportunities.views import board, pages, quotes

app_name = "opportunities"
urlpatterns = [
    path("", pages.OpportunityList.as_view(), name="list"),
    path("board/", board.Board.as_view(), name="board"),
    path("new/", pages.NewOpportunity.as_view(), name="new"),
    path("quotes/", quotes.QuoteList.as_view(), name="quotes"),
    path("quotes/<uuid:pk>/", quotes.QuotePage.as_view(), name="quote-page"),
    path("quotes/<uuid:pk>/edit/", quotes.EditQuote.as_view(), name="quote-edit"),
    path("quotes/<uuid:pk>/fields/<slug:name>/", quotes.QuoteField.as_view(), name="quote-field"),
    path("quotes/<uuid:pk>/delete/", quotes.delete, name="quote-delete"),
    path("quotes/<uuid:pk>/<slug:move>/", quotes.QuotePage.as_view(), name="quote-move"),
    path("<uuid:pk>/", pages.OpportunityPage.as_view(), name="page"),
    path("<uuid:pk>/fields/<slug:name>/", pages.OpportunityField.as_view(), name="field"),
    path("<uuid:pk>/edit/", pages.EditOpportunity.as_view(), name="edit"),
    path("<uuid:pk>/targets/", board.Targets.as_view(), name="targets"),
    path("<uuid:pk>/drop/", board.MoveCard.as_view(), name="drop"),
    path("<uuid:pk>/insight/", pages.WriteInsight.as_view(), name="insight"),
    path("<uuid:pk>/estimate/", pages.WriteEstimate.as_view(), name="estimate"),
    path("<uuid:pk>/risks/", pages.WriteRisks.as_view(), name="risks"),
    path("<uuid:pk>/opinion/", pages.GiveOpinion.as_view(), name="opinion"),
    path("<uuid:pk>/tender/", pages.SetBidTerms.as_view(), name="tender"),
    path("<uuid:pk>/quotes/new/", quotes.NewQuote.as_view(), name="quote-new"),
    path("<uuid:pk>/<slug:move>/", pages.OpportunityPage.as_view(), name="move"),
]
