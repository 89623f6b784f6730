"""The addresses of admission: its settings pages."""

from django.urls import path

from customers.views import rules, sources

admission = [
    path("rules/", rules.rules, name="rules"),
    path("rules/facts/", rules.fact_types_, name="fact-types"),
    path("rules/facts/<uuid:pk>/remove/", rules.fact_type_remove, name="fact-type-remove"),
    path("rules/<uuid:pk>/", rules.rule, name="rule"),
    path("rules/<uuid:pk>/<slug:move>/", rules.rule_move, name="rule-move"),
    path("sources/", sources.sources, name="sources"),
    path("sources/new/<slug:provider>/", sources.new, name="source-new"),
    path("sources/files/<uuid:pk>/load/", sources.load, name="source-load"),
    path("sources/<uuid:pk>/", sources.source, name="source"),
    path("sources/<uuid:pk>/remove/", sources.remove, name="source-remove"),
    path("sources/<uuid:pk>/upload/", sources.upload, name="source-upload"),
]
