from django.urls import path

from approvals import policy_views, views

app_name = "approvals"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<uuid:pk>/", views.page, name="page"),
    path("<uuid:pk>/vote/", views.vote, name="vote"),
    path("<uuid:pk>/hand-on/", views.hand_on, name="hand-on"),
    path("<uuid:pk>/add-approver/", views.add_approver, name="add-approver"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("policies/<slug:gate>/", policy_views.policy, name="policy"),
    path("conditions/<uuid:pk>/close/", views.close_condition, name="close-condition"),
]
