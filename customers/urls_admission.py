"""The addresses of admission: its settings pages."""

from django.urls import path

from customers.views import rules

admission = [
    path("rules/", rules.rules, name="rules"),
    path("rules/facts/", rules.fact_types_, name="fact-types"),
    path("rules/facts/<uuid:pk>/remove/", rules.fact_type_remove, name="fact-type-remove"),
    path("rules/<uuid:pk>/", rules.rule, name="rule"),
    path("rules/<uuid:pk>/<slug:move>/", rules.rule_move, name="rule-move"),
]
