from django.urls import path

from insights import todo_views, views

PREFIX = ""
app_name = "insights"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("triangle/", views.triangle, name="triangle"),
    path("search/", views.search, name="search"),
    path("counts/", views.counts, name="counts"),
    path("menu/", views.menu, name="menu"),
    path("todos/", todo_views.todos, name="todos"),
    path("keys/", views.keys, name="keys"),
]
