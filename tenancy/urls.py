from django.urls import path

from tenancy import people_views, views

app_name = "tenancy"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("me/", views.me, name="me"),
    path("company/", views.company, name="company"),
    path("users/", people_views.users, name="users"),
    path("users/new/", people_views.user_new, name="user-new"),
    path("users/<uuid:pk>/", people_views.user, name="user"),
    path("roles/", people_views.roles, name="roles"),
    path("departments/", people_views.departments, name="departments"),
]
