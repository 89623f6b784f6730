"""The addresses of imports."""

from django.urls import path

from integrations import views

app_name = "integrations"
PREFIX = "imports/"
urlpatterns = [
    path("new/<slug:what>/", views.new, name="import-new"),
    path("<uuid:pk>/", views.page, name="import"),
    path("<uuid:pk>/match/", views.matched, name="import-match"),
    path("<uuid:pk>/write/", views.write, name="import-write"),
    path("<uuid:pk>/cancel/", views.cancel, name="import-cancel"),
    path("<uuid:pk>/undo/", views.undo, name="import-undo"),
    path("<uuid:pk>/failures/", views.failures, name="import-failures"),
]
