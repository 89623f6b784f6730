"""The policies a new tenant starts with (ltc §5)."""

from decimal import Decimal

from tenancy.setup import tenant_created

from .models import Policy, PolicyStep
from .states import GateCode

SMALL, LARGE = Decimal(500_000), Decimal(5_000_000)
MANAGER, FINANCE, LEGAL, EXECUTIVE = (
    {"role": role} for role in ("sales_manager", "finance", "legal", "executive")
)
DELIVERY = {"seat": "fr"}
EXTRA: dict[str, list] = {GateCode.ATC: [LEGAL, DELIVERY], GateCode.ATAC: [DELIVERY]}


def default_steps(gate: str) -> dict[Decimal, list[dict]]:
    """{from-amount: steps} of a gate."""
    middle = [MANAGER, FINANCE, *EXTRA.get(gate, [])]
    return {Decimal(0): [MANAGER], SMALL: middle, LARGE: [*middle, EXECUTIVE]}


def copy_policies(sender=None, **kwargs) -> None:
    """Give the tenant in force its policies; those it has already stay."""
    if Policy.objects.exists():
        return
    for gate in GateCode.values:
        for amount, steps in default_steps(gate).items():
            policy = Policy.objects.create(gate=gate, from_amount=amount)
            PolicyStep.objects.bulk_create(
                PolicyStep(policy=policy, position=position, **step)
                for position, step in enumerate(steps, start=1)
            )


def install() -> None:
    """Called when the app is ready."""
    tenant_created.connect(copy_policies)
