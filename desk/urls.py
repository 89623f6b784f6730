from django.urls import path

from desk import list_pages, paper_views, record_views, upkeep_views, views

app_name = "desk"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<uuid:pk>/", views.open_notice, name="notice"),
    path("notes/", record_views.note, name="note-new"),
    path("people/", record_views.people, name="people"),
    path("papers/", record_views.paper, name="paper-new"),
    path("papers/<uuid:pk>/", paper_views.paper, name="paper"),
    path("todos/<uuid:pk>/hand-on/", views.hand_on, name="todo-hand-on"),
    path("todos/<uuid:pk>/done/", views.done, name="todo-done"),
    path("upkeep/", upkeep_views.upkeep, name="upkeep"),
    path("upkeep/retry/", upkeep_views.retry, name="retry-all"),
    path("upkeep/<uuid:pk>/retry/", upkeep_views.retry, name="retry"),
    path("views/", list_pages.save, name="views"),
    path("views/<uuid:pk>/", list_pages.change, name="view"),
    path("lists/<slug:listing>/columns/", list_pages.columns, name="columns"),
    path("lists/<slug:listing>/pin/", list_pages.pin, name="pin"),
]
