"""The pages of delivery orders."""

from django.urls import path

from delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.OrderList.as_view(), name="list"),
    path("new/", views.choose_contract, name="new"),
    path("new/<uuid:pk>/", views.new, name="new-from-contract"),
    path("<uuid:pk>/", views.OrderPage.as_view(), name="page"),
    path("<uuid:pk>/fields/<slug:name>/", views.OrderField.as_view(), name="field"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/receipt/", views.ReceiptPart.as_view(), name="receipt"),
    path("<uuid:pk>/<slug:move>/", views.OrderPage.as_view(), name="move"),
]
