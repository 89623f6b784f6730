"""Which state of a machine has which move, and who may make it; the machines of money have their own table."""

from tests.repository.moves_of_money import MONEY
from tests.repository.who_may import ITSELF, LEADS, SALES, SELLERS, VISITORS

OPEN_LEAD = "new assigned verifying nurturing qualified pooled"
CHAIN = "identified initiated guiding bidding submitted negotiating"
ALL_CUSTOMERS = "prospect admitted conditional rejected"
# machine: {state: no more than its name}, and {move: (states that have it, who may)}
TABLE = {
    "leads.Lead": (
        "new assigned verifying nurturing qualified converted invalid merged pooled",
        {
            "assign": ("new assigned verifying nurturing pooled", ("sales_manager", "ar & owner")),
            "verify": ("assigned nurturing", LEADS),
            "nurture": ("verifying", LEADS),
            "qualify": ("verifying", LEADS),
            "convert": ("qualified", LEADS),
            "invalidate": (OPEN_LEAD, LEADS),
            "merge": (OPEN_LEAD, LEADS),
            "pool": ("new assigned verifying nurturing qualified", LEADS),
            "claim": ("pooled", ("ar", "sr")),
        },
    ),
    "opportunities.Opportunity": (
        f"{CHAIN} won lost abandoned suspended",
        {
            "initiate": ("identified", SALES),
            "guide": ("initiated", SALES),
            "prepare_bid": ("initiated guiding", SALES),
            "submit": ("bidding", SALES),
            "negotiate": ("submitted", SALES),
            "win": ("negotiating", SALES),
            "lose": (f"{CHAIN} suspended", SALES),
            "abandon": (f"{CHAIN} suspended", SALES),
            "suspend": (CHAIN, SALES),
            "resume": ("suspended", SALES),
        },
    ),
    "opportunities.Quote": (
        "draft discount_review sent accepted declined expired superseded",
        {
            "begin_review": ("draft", ITSELF),
            "return_to_draft": ("discount_review", ITSELF),
            "approve_discount": ("draft discount_review", ("ar seat", "sr seat")),
            "send": ("draft", ("ar seat", "sr seat")),
            "accept": ("sent", ("ar seat", "sr seat")),
            "decline": ("sent", ("ar seat", "sr seat")),
            "expire": ("sent", ITSELF),
            "supersede": ("draft sent declined expired", ("ar seat", "sr seat")),
        },
    ),
    "contracts.Contract": (
        "drafting reviewing approved signed in_force closing closed terminated",
        {
            "begin_review": ("drafting", ITSELF),
            "return_to_drafting": ("reviewing approved", ITSELF),
            "submit_review": ("drafting reviewing", SALES),
            "sign": ("approved", SALES),
            "hand_over": ("signed", SALES),
            "accept_handover": ("signed", ("fr seat",)),
            "begin_closing": ("in_force", ITSELF),
            "return_to_force": ("closing", ITSELF),
            "close": ("in_force closing", SALES),
            "terminate": ("drafting approved signed in_force", ("sales_manager",)),
        },
    ),
    "contracts.Amendment": (
        "draft reviewing in_force withdrawn",
        {
            "begin_review": ("draft", ITSELF),
            "return_to_draft": ("reviewing", ITSELF),
            "submit_review": ("draft reviewing", SALES),
            "withdraw": ("draft", SALES),
        },
    ),
    "delivery.DeliveryOrder": (
        "draft reviewing released scheduled producing shipped installed accepted closed on_hold cancelled",
        {
            "submit_review": ("draft", ("fr seat",)),
            "release": ("reviewing", ("planner", "fr seat")),
            "schedule": ("released scheduled", ("planner", "fr seat")),
            "start": ("scheduled", ("planner", "fr seat")),
            "ship": ("producing shipped", ("fr seat",)),
            "install": ("shipped", ("fr seat",)),
            "accept": ("shipped installed", ("fr seat",)),
            "accept_part": ("shipped installed", ITSELF),
            "close": ("accepted", ("fr seat",)),
            "hold": ("released scheduled producing shipped installed", ("fr seat",)),
            "resume": ("on_hold", ("fr seat",)),
            "cancel": ("draft reviewing released scheduled producing on_hold", ("fr seat",)),
        },
    ),
    **MONEY,
    "customers.Customer": (
        f"{ALL_CUSTOMERS} merged",
        {
            "admit": (ALL_CUSTOMERS, ITSELF),
            "restrict": (ALL_CUSTOMERS, ITSELF),
            "reject": (ALL_CUSTOMERS, ITSELF),
            "override_admission": (ALL_CUSTOMERS, ("credit",)),
            "freeze": (ALL_CUSTOMERS, ("credit",)),
            "unfreeze": (ALL_CUSTOMERS, ("credit",)),
            "blacklist": (ALL_CUSTOMERS, ("credit",)),
            "unblacklist": (ALL_CUSTOMERS, ("credit",)),
            "merge": (ALL_CUSTOMERS, SELLERS),
        },
    ),
    "customers.CreditLimit": (
        "requested live expired refused",
        {
            "grant": ("requested", ("credit",)),
            "refuse": ("requested", ("credit",)),
            "expire": ("live", ("credit",)),
            "review": ("live", ("credit",)),
        },
    ),
    "customers.CreditCase": (
        "open released declined expired withdrawn",
        {
            "release": ("open", ("credit",)),
            "decline": ("open released", ("credit",)),
            "withdraw": ("open", ("credit", "owner")),
            "expire": ("open released", ITSELF),
        },
    ),
    "customers.InsurancePolicy": (
        "draft in_force ended",
        {"put_in_force": ("draft", ("credit",)), "end": ("draft in_force", ("credit",))},
    ),
    "customers.Restriction": (
        "proposed in_force lifted declined",
        {
            "impose": ("proposed", ("credit",)),
            "decline": ("proposed", ("credit",)),
            "lift": ("in_force", ("credit",)),
        },
    ),
    "customers.Visit": (
        "planned rehearsed reported cancelled",
        {
            # A coach checks the rehearsal, not only the visitor.
            "rehearse": ("planned", VISITORS),
            "report": ("planned rehearsed", (*VISITORS, "owner")),
            "cancel": ("planned rehearsed", (*VISITORS, "owner")),
            # With the record itself: whoever logs a touch makes it.
            "log": ("planned", ITSELF),
        },
    ),
    "customers.Commitment": (
        "pending kept broken",
        {
            "keep": ("pending broken", (*VISITORS, "owner")),
            "give_up": ("pending", (*VISITORS, "owner")),
        },
    ),
    "approvals.Approval": (
        "pending approved rejected returned withdrawn voided failed",
        {
            "pass_gate": ("pending", ITSELF),
            "reject": ("pending", ITSELF),
            "give_back": ("pending", ITSELF),
            "withdraw": ("pending", ITSELF),
            "void": ("pending", ITSELF),
            "fail": ("approved", ITSELF),
        },
    ),
    "deals.Deal": (
        "lead opportunity contract delivery cash closed lost terminated",
        {
            "to_opportunity": ("lead", ITSELF),
            "to_contract": ("lead opportunity", ITSELF),
            "to_delivery": ("contract cash", ITSELF),
            "to_cash": ("contract delivery", ITSELF),
            "to_closed": ("delivery cash", ITSELF),
            "to_lost": ("lead opportunity", ITSELF),
            "to_terminated": ("lead opportunity contract delivery cash", ITSELF),
        },
    ),
}
ROW = {
    "leads.Lead": "lead", "opportunities.Opportunity": "opportunity", "opportunities.Quote": "quote",
    "contracts.Contract": "contract", "contracts.Amendment": "amendment", "delivery.DeliveryOrder": "order",
    "receivables.Receivable": "receivable", "receivables.Invoice": "invoice",
    "receivables.BankStatement": "statement", "receivables.Promise": "promise",
    "receivables.AccountingMonth": "month",
    "receivables.Dispute": "dispute", "receivables.LateCause": "cause",
    "receivables.CorrectiveAction": "action", "receivables.LegalCase": "case",
    "receivables.Receipt": "receipt",
    "receivables.LegalRequest": "request",
    "customers.Customer": "customer", "customers.CreditLimit": "limit",
    "receivables.ProvisionRun": "provision", "receivables.SpecificProvision": "specific",
    "customers.Visit": "visit", "customers.Commitment": "commitment", "approvals.Approval": "approval",
    "deals.Deal": "deal", "receivables.AccountStatement": "account_statement",
    "receivables.ConfirmationLetter": "confirmation",
    "customers.CreditCase": "credit_case", "customers.InsurancePolicy": "policy",
    "customers.Restriction": "restriction", "receivables.InsuranceClaim": "claim",
}  # fmt: skip
