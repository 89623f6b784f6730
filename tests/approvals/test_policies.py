"""Approval policies as the settings change them: who decides from which amount on."""

import pytest

from approvals.models import Policy, PolicyStep
from approvals.services.policies import Tier, replace_policy, tiers_of
from approvals.services.routing import policy_for
from core.errors import Denied
from core.workflow import run
from tests.factories.callers import browser
from tests.factories.opportunities import make_opportunity, prepare_ati

ATI = "/approvals/policies/ATI/"


def page_of(client, address=ATI) -> dict:
    """What a browser would send of the page as it stands."""
    context = client.get(address).context
    sent = {"seen": context["seen"]}
    for number, tier in enumerate(context["tiers"]):
        sent[f"from-{number}"] = tier["from"]
        sent[f"who-{number}"] = [step["who"] for step in tier["steps"]]
        sent[f"mode-{number}"] = [step["mode"] for step in tier["steps"]]
    return sent


def test_the_page_as_it_stands_changes_nothing(world):
    client = browser(world, "admin")
    with world.acting():
        before = list(PolicyStep.objects.order_by("pk").values_list("pk", "policy__version"))

    assert client.post(ATI, page_of(client)).status_code == 303

    with world.acting():
        assert list(PolicyStep.objects.order_by("pk").values_list("pk", "policy__version")) == before


def test_a_saved_policy_decides_what_is_submitted_later(world):
    client = browser(world, "admin")
    with world.acting():
        waiting = make_opportunity(world)
        prepare_ati(world, waiting)
        earlier = run(waiting, "initiate", by=world.by("ar")).approval
        steps = [(step.role, step.seat) for step in earlier.steps.all()]
    sent = page_of(client) | {
        "from-0": "0", "who-0": ["role:legal", "seat:fr", ""], "mode-0": ["any", "any", "any"],
        "from-1": "", "who-1": [], "mode-1": [], "from-2": "2,000,000", "who-2": ["role:executive"], "mode-2": ["all"],
    }  # fmt: skip

    assert client.post(ATI, sent).status_code == 303

    with world.acting():
        assert [(str(tier.from_amount.normalize()), tier.steps) for tier in tiers_of("ATI")] == [
            ("0", (("role:legal", "any"), ("seat:fr", "any"))),
            ("2E+6", (("role:executive", "all"),)),
        ]
        assert policy_for("ATI", 1_999_999).from_amount == 0
        assert [(step.role, step.seat) for step in earlier.steps.all()] == steps


@pytest.mark.parametrize(
    "sent",
    [
        {"from-0": "1"},
        {"from-1": "0"},
        {"from-0": "-1"},
        {"from-0": "x"},
        {"from-0": ""},
        {"who-0": ["role:nobody"]},
        {"who-0": ["admin"]},
        {"mode-0": ["most"]},
        {"who-0": [""]},
    ],
)
def test_a_policy_with_a_hole_is_refused_and_nothing_is_written(world, sent):
    client = browser(world, "admin")
    with world.acting():
        before = tiers_of("ATI")

    answer = client.post(ATI, page_of(client) | sent)

    assert answer.status_code == 422
    with world.acting():
        assert tiers_of("ATI") == before


def test_a_page_that_a_colleague_overtook_is_not_saved(world):
    client = browser(world, "admin")
    mine = page_of(client) | {"who-0": ["role:legal"]}
    client.post(ATI, page_of(client) | {"who-0": ["role:finance"]})

    answer = client.post(ATI, mine)

    assert answer.status_code == 409
    with world.acting():
        assert tiers_of("ATI")[0].steps == (("role:finance", "any"),)


def test_only_who_sets_settings_changes_policies(world):
    with world.acting(), pytest.raises(Denied):
        replace_policy("ATI", [Tier(0, (("role:ar", "any"),))], by=world.by("sales_manager"), seen="")

    with world.acting():
        assert Policy.objects.filter(gate="ATI").count() == 3


def test_the_trial_names_the_people_without_submitting(world):
    context = browser(world, "admin").get(f"{ATI}?amount=900000&asker={world.ar.pk}").context

    assert [[user.pk for user in step["people"]] for step in context["trial"].steps] == [
        [world.sales_manager.pk],
        [world.finance.pk],
    ]
    assert context["waiting"] == 0
