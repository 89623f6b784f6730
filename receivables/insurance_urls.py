"""The pages of claims on credit insurers."""

from django.urls import path

from receivables.views import insurance

urlpatterns = [
    path("claims/", insurance.ClaimList.as_view(), name="claims"),
    path("claims/<uuid:pk>/", insurance.ClaimPage.as_view(), name="claim-page"),
    path("claims/<uuid:pk>/<slug:move>/", insurance.ClaimPage.as_view(), name="claim-move"),
    path("<uuid:pk>/prepare-claim/", insurance.PrepareClaim.as_view(), name="claim-prepare"),
]
