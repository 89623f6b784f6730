"""Addresses of exports to the general ledger and of its accounts, on pages and in the API."""

from django.urls import path

from receivables.api.books import BooksExportViewSet
from receivables.views import books

urlpatterns = [
    path("books/accounts/", books.books_settings, name="books-settings"),
    path("books/", books.BooksExports.as_view(), name="books-exports"),
    path("books/new/", books.new_export, name="books-export-new"),
    path("books/<uuid:pk>/", books.export_page, name="books-export"),
    path("books/<uuid:pk>/cancel/", books.stop_export, name="books-export-cancel"),
    path("books/<uuid:pk>/file/", books.export_file, name="books-export-file"),
]


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("ledger-exports", BooksExportViewSet, basename="ledger-exports")
