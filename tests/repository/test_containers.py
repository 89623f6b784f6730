"""docker-compose.yml hands over what the platform reads: names that exist, and secrets from the environment only."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = ("migrate", "web", "worker", "beat", "relay")


def read_by_us() -> set[str]:
    """Every variable that the settings and the services ask the environment for."""
    sources = [ROOT / "l2cplat/settings.py", *(ROOT / "services").glob("*.py")]
    return {name for path in sources for name in re.findall(r'"([A-Z][A-Z0-9_]{3,})"', path.read_text())}


def test_every_variable_handed_over_is_one_that_is_read():
    handed = {name for service in OURS for name in SERVICES[service]["environment"]}

    assert handed - read_by_us() == set()
    assert {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY"} <= handed


def test_pages_alone_have_a_limit_for_their_statements():
    limited = [name for name in OURS if "L2C_STATEMENT_TIMEOUT_MS" in SERVICES[name]["environment"]]

    assert limited == ["web"]


def test_no_secret_stands_in_the_file_or_has_a_default():
    environments = [service.get("environment", {}) for service in SERVICES.values()]
    secrets = [
        value for environment in environments for name, value in environment.items()
        if re.search(r"PASSWORD|SECRET_KEY|_URL$", name) and name not in ("L2C_BASE_URL", "EMAIL_URL")
    ]  # fmt: skip

    assert secrets and all(re.search(r"\$\{[A-Z0-9_]+:\?", value) for value in secrets)


def test_roles_of_the_database_get_the_passwords_that_the_script_asks_for():
    asked = set(re.findall(r"\$(L2C_\w+)", (ROOT / "docker/roles.sh").read_text()))

    assert asked == {name for name in SERVICES["postgres"]["environment"] if name.startswith("L2C_")}
