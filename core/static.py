"""How static files are named: with a hash of their content, so that browsers may keep them for ever."""

from django.contrib.staticfiles.storage import ManifestFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _names_no_map(rule):
    return "sourceMappingURL" not in (rule if isinstance(rule, str) else rule[0])


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed. Source maps are left alone: vendors name maps that they do not ship."""

    patterns = (("*.css", tuple(rule for rule in ManifestFilesMixin.patterns[0][1] if _names_no_map(rule))),)
