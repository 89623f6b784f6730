from django.urls import path

from tenancy import people_views, views

PREFIX = ""
app_name = "tenancy"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("me/", views.me, name="me"),
    path("company/", views.company, name="company"),
    path("settings/users/", people_views.users, name="users"),
    path("settings/users/new/", people_views.user_new, name="user-new"),
    path("settings/users/<uuid:pk>/", people_views.user, name="user"),
    path("settings/roles/", people_views.roles, name="roles"),
    path("settings/departments/", people_views.departments, name="departments"),
]
