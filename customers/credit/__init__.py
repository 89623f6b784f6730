"""Credit as every path asks it: the exposure line by line, the accounts locked, the answer at a check point.

Later stages register their share; this app knows no contract, order or receivable.
"""

from customers.credit.accounts import lock_account, lock_accounts
from customers.credit.asking import (
    AT_CONTRACT,
    AT_RELEASE,
    AT_SHIPMENT,
    Answer,
    ask,
    credit_blockers,
)
from customers.credit.engine import (
    BILLS,
    EVER_OPENED,
    KINDS,
    OPEN_BALANCES,
    RELEASED,
    UNALLOCATED,
    Exposure,
    Line,
    exposure,
    exposures,
    group_exposure,
    limit_in_force,
    lines_of,
    register_exposure,
    written,
)

__all__ = [
    "AT_CONTRACT", "AT_RELEASE", "AT_SHIPMENT", "BILLS", "EVER_OPENED", "KINDS", "OPEN_BALANCES", "RELEASED",
    "UNALLOCATED", "Answer", "Exposure", "Line", "ask", "credit_blockers", "exposure", "exposures", "group_exposure",
    "limit_in_force", "lines_of", "lock_account", "lock_accounts", "register_exposure", "written",
]  # fmt: skip
