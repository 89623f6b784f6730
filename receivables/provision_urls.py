"""The pages of provisions, and the rows behind the figures of the ageing page."""

from django.urls import path

from receivables.views import provisions as views
from receivables.views import reports

urlpatterns = [
    path("ageing/rows/", reports.ageing_rows, name="ageing-rows"),
    path("ageing/sales/", reports.sales_entries, name="sales-entries"),
    path("provisions/", views.ProvisionList.as_view(), name="provisions"),
    path("provisions/prepare/", views.prepare, name="provision-prepare"),
    path("provisions/lines/", views.ProvisionLines.as_view(), name="provision-lines"),
    path("provisions/rates/", views.provision_rates, name="provision-rates"),
    path("provisions/specific/", views.SpecificList.as_view(), name="specifics"),
    path("provisions/specific/new/", views.new_specific, name="specific-new"),
    path("provisions/specific/<uuid:pk>/", views.SpecificPage.as_view(), name="specific-page"),
    path("provisions/specific/<uuid:pk>/edit/", views.EditSpecific.as_view(), name="specific-edit"),
    path("provisions/specific/<uuid:pk>/<slug:move>/", views.SpecificPage.as_view(), name="specific-move"),
    path("provisions/<uuid:pk>/", views.ProvisionPage.as_view(), name="provision-page"),
    path("provisions/<uuid:pk>/delete/", views.delete_provision, name="provision-delete"),
    path("provisions/<uuid:pk>/<slug:move>/", views.ProvisionPage.as_view(), name="provision-move"),
]
