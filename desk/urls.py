from django.urls import path

from desk import paper_views, views

app_name = "desk"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<uuid:pk>/", views.open_notice, name="notice"),
    path("papers/<uuid:pk>/", paper_views.paper, name="paper"),
    path("todos/<uuid:pk>/done/", views.done, name="todo-done"),
]
