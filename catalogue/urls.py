"""The pages of products."""

from django.urls import path

from catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.ProductList.as_view(), name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/", views.product, name="page"),
]
