from django.urls import path, re_path

from tenancy import (
    custom_field_views,
    key_views,
    people_views,
    place_views,
    role_views,
    second_step_views,
    settings_views,
    views,
)

PREFIX = ""
app_name = "tenancy"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/forgotten/", views.forgotten, name="forgotten"),
    path(
        "sign-in/new-password/<uidb64>/<token>/",
        views.public(views.NewPassword.as_view()),
        name="new-password",
    ),
    path("sign-in/code/", second_step_views.code, name="second-step"),
    path("sign-in/set-up/", second_step_views.set_up, name="second-step-set-up"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("me/", views.me, name="me"),
    path("me/keys/", key_views.keys, name="keys"),
    path("keys/<uuid:pk>/revoke/", key_views.revoke, name="key-revoke"),
    path("me/second-step/", second_step_views.mine, name="my-second-step"),
    path("company/", views.company, name="company"),
    path("settings/users/", people_views.users, name="users"),
    path("settings/users/new/", people_views.user_new, name="user-new"),
    path("settings/users/<uuid:pk>/", people_views.user, name="user"),
    path("settings/roles/", role_views.roles, name="roles"),
    path("settings/roles/new/", role_views.role_new, name="role-new"),
    path("settings/roles/<uuid:pk>/", role_views.role, name="role"),
    re_path(
        r"^settings/roles/(?P<pk>[0-9a-f-]{36})/(?P<move>retire|restore)/$",
        role_views.role_move,
        name="role-move",
    ),
    path("settings/users/<uuid:pk>/password/", people_views.user_password, name="user-password"),
    path("settings/users/<uuid:pk>/second-step/", people_views.user_second_step, name="user-second-step"),
    path("settings/departments/", place_views.departments, name="departments"),
    path("settings/departments/<uuid:pk>/", place_views.department, name="department"),
    re_path(
        r"^settings/departments/(?P<pk>[0-9a-f-]{36})/(?P<move>retire|restore)/$",
        place_views.department_move,
        name="department-move",
    ),
    path("settings/absences/", place_views.absences, name="absences"),
    path("absences/<uuid:pk>/end/", place_views.absence_end, name="absence-end"),
    path("settings/rules/<slug:group>/", settings_views.rules, name="rules"),
    path("settings/rates/", settings_views.rates, name="rates"),
    path("settings/calendar/", settings_views.calendar, name="calendar"),
    path("settings/calendar/<uuid:pk>/forget/", settings_views.forget_day, name="calendar-forget"),
    path("settings/fields/", custom_field_views.fields, name="custom-fields"),
    path("settings/fields/<uuid:pk>/", custom_field_views.field, name="custom-field"),
    re_path(
        r"^settings/fields/(?P<pk>[0-9a-f-]{36})/(?P<move>up|down|retire|restore)/$",
        custom_field_views.field_move,
        name="custom-field-move",
    ),
    path("settings/changes/", settings_views.changes, name="changes"),
]
