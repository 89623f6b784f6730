"""Rights, the built-in roles as lists of them, and who may make a move (decision 12)."""

from functools import update_wrapper

from django.db.models import TextChoices
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.display import listed


class Right(TextChoices):
    """One named permission each; a role is a list of these, a move asks for one."""

    TENANT_READ = "tenant_read", _("See every record of the company")
    DEPARTMENT_READ = "department_read", _("See the records of one's department and those below")
    ORDERS_READ = "orders_read", _("See every order and its terms")
    SERVICE_READ = "service_read", _("See every customer, order and issue")
    COST_READ = "cost_read", _("See costs and margins")
    COST_RECORD = "cost_record", _("Record the costs of deals")
    CREDIT_READ = "credit_read", _("See limits and exposure")
    CUSTOMER_EDIT = "customer_edit", _("Create and edit customers and contacts")
    CUSTOMER_ADMIT = "customer_admit", _("Enter admission facts and override results")
    CUSTOMER_FREEZE = "customer_freeze", _("Freeze and blacklist customers")
    CREDIT_LIMIT = "credit_limit", _("Set credit plans and limits")
    CREDIT_RELEASE = "credit_release", _("Release credit holds")
    VISIT_LOG = "visit_log", _("Plan and log visits")
    LEAD_CREATE = "lead_create", _("Create leads")
    LEAD_MANAGE = "lead_manage", _("Move any lead one sees")
    LEAD_ASSIGN = "lead_assign", _("Assign leads to others")
    LEAD_ASSIGN_SELF = "lead_assign_self", _("Take leads that nobody owns")
    LEAD_CLAIM = "lead_claim", _("Claim leads from the pool")
    LEAD_VERIFY = "lead_verify", _("Log verifications")
    OPPORTUNITY_CREATE = "opportunity_create", _("Create opportunities")
    OPPORTUNITY_MANAGE = "opportunity_manage", _("Move any opportunity one sees")
    INSIGHT_EDIT = "insight_edit", _("Edit insight and risks of any deal one sees")
    QUOTE_EDIT = "quote_edit", _("Edit quotes of any deal one sees")
    CONTRACT_CREATE = "contract_create", _("Create contracts")
    CONTRACT_MANAGE = "contract_manage", _("Move any contract one sees")
    CONTRACT_TERMINATE = "contract_terminate", _("Terminate contracts")
    CLAUSE_OPINION = "clause_opinion", _("Give an opinion on changed clauses")
    CLAUSE_EDIT = "clause_edit", _("Edit the clause library")
    ORDER_CREATE = "order_create", _("Create orders")
    ORDER_MANAGE = "order_manage", _("Move any order one sees")
    ORDER_PLAN = "order_plan", _("Release, schedule and start orders")
    RECEIVABLE_DISPUTE = "receivable_dispute", _("Record disputes")
    RECEIVABLE_LEGAL = "receivable_legal", _("Start legal action")
    RESOLVE_DISPUTE = "resolve_dispute", _("Resolve disputes")
    STATEMENT_IMPORT = "statement_import", _("Import bank statements")
    ALLOCATE = "allocate", _("Allocate money and reverse allocations")
    INVOICE_REQUEST = "invoice_request", _("Ask for invoices")
    INVOICE_ISSUE = "invoice_issue", _("Issue, credit and void invoices")
    WRITE_OFF = "write_off", _("Write off receivables")
    PROVISION = "provision", _("Run provisions")
    RECEIVABLE_RESCHEDULE = "receivable_reschedule", _("Agree new due dates and early-payment discounts")
    BOOKS_CLOSE = "books_close", _("Close and re-open months of the books")
    SERVICE_MANAGE = "service_manage", _("Handle customers' issues")
    CATALOGUE_EDIT = "catalogue_edit", _("Edit products and prices")
    SETTINGS = "settings", _("Change settings and rules")
    USERS_MANAGE = "users_manage", _("Manage users and roles")


# As the rights matrix shows them.
GROUPS = (
    (pgettext_lazy("rights", "Sight"), (
        Right.TENANT_READ, Right.DEPARTMENT_READ, Right.ORDERS_READ, Right.SERVICE_READ, Right.COST_READ,
        Right.CREDIT_READ,
    )),
    (_("Customers and leads"), (
        Right.CUSTOMER_EDIT, Right.CUSTOMER_ADMIT, Right.CUSTOMER_FREEZE, Right.CREDIT_LIMIT, Right.CREDIT_RELEASE,
        Right.VISIT_LOG, Right.LEAD_CREATE, Right.LEAD_MANAGE, Right.LEAD_ASSIGN, Right.LEAD_ASSIGN_SELF,
        Right.LEAD_CLAIM, Right.LEAD_VERIFY,
    )),
    (_("Opportunities and contracts"), (
        Right.OPPORTUNITY_CREATE, Right.OPPORTUNITY_MANAGE, Right.INSIGHT_EDIT, Right.QUOTE_EDIT,
        Right.CONTRACT_CREATE, Right.CONTRACT_MANAGE, Right.CONTRACT_TERMINATE, Right.CLAUSE_OPINION,
        Right.CLAUSE_EDIT,
    )),
    (pgettext_lazy("rights", "Delivery"), (
        Right.ORDER_CREATE, Right.ORDER_MANAGE, Right.ORDER_PLAN, Right.COST_RECORD, Right.SERVICE_MANAGE,
    )),
    (pgettext_lazy("rights", "Cash"), (
        Right.STATEMENT_IMPORT, Right.ALLOCATE, Right.INVOICE_REQUEST, Right.INVOICE_ISSUE, Right.WRITE_OFF,
        Right.RECEIVABLE_DISPUTE, Right.RESOLVE_DISPUTE, Right.RECEIVABLE_LEGAL, Right.PROVISION,
        Right.RECEIVABLE_RESCHEDULE, Right.BOOKS_CLOSE,
    )),
    (pgettext_lazy("rights", "System"), (Right.CATALOGUE_EDIT, Right.SETTINGS, Right.USERS_MANAGE)),
)  # fmt: skip
SALES = [
    Right.LEAD_CREATE,
    Right.LEAD_VERIFY,
    Right.VISIT_LOG,
    Right.OPPORTUNITY_CREATE,
]
BUILT_IN: dict[str, tuple[object, list[Right]]] = {
    "ar": (
        _("Client manager (AR)"),
        [*SALES, Right.CUSTOMER_EDIT, Right.LEAD_ASSIGN_SELF, Right.LEAD_CLAIM, Right.CONTRACT_CREATE],
    ),
    "sr": (_("Solution manager (SR)"), [*SALES, Right.LEAD_CLAIM, Right.CUSTOMER_EDIT]),
    "fr": (_("Delivery manager (FR)"), [Right.LEAD_VERIFY, Right.VISIT_LOG]),
    "sales_manager": (
        _("Sales manager"),
        [
            *SALES,
            Right.DEPARTMENT_READ,
            Right.COST_READ,
            Right.CREDIT_READ,
            Right.CUSTOMER_EDIT,
            Right.LEAD_MANAGE,
            Right.LEAD_ASSIGN,
            Right.OPPORTUNITY_MANAGE,
            Right.CONTRACT_CREATE,
            Right.CONTRACT_MANAGE,
            Right.CONTRACT_TERMINATE,
            Right.RECEIVABLE_DISPUTE,
        ],
    ),
    "finance": (
        _("Finance"),
        [
            Right.TENANT_READ,
            Right.COST_READ,
            Right.COST_RECORD,
            Right.CREDIT_READ,
            Right.CLAUSE_OPINION,
            Right.STATEMENT_IMPORT,
            Right.ALLOCATE,
            Right.INVOICE_REQUEST,
            Right.INVOICE_ISSUE,
            Right.WRITE_OFF,
            Right.RESOLVE_DISPUTE,
            Right.PROVISION,
            Right.RECEIVABLE_RESCHEDULE,
            Right.BOOKS_CLOSE,
        ],
    ),
    "credit": (
        _("Credit controller"),
        [
            Right.TENANT_READ,
            Right.CREDIT_READ,
            Right.COST_READ,
            Right.CUSTOMER_ADMIT,
            Right.CUSTOMER_FREEZE,
            Right.CREDIT_LIMIT,
            Right.CREDIT_RELEASE,
        ],
    ),
    "legal": (
        _("Legal"),
        [Right.TENANT_READ, Right.CLAUSE_OPINION, Right.CLAUSE_EDIT, Right.RECEIVABLE_LEGAL],
    ),
    "planner": (_("Planner"), [Right.ORDERS_READ, Right.ORDER_PLAN]),
    "service": (_("Service"), [Right.SERVICE_READ, Right.SERVICE_MANAGE, Right.LEAD_CREATE]),
    "executive": (_("Executive"), [Right.TENANT_READ, Right.COST_READ, Right.CREDIT_READ]),
    "admin": (
        _("Administrator"),
        [
            Right.TENANT_READ,
            Right.COST_READ,
            Right.CREDIT_READ,
            Right.SETTINGS,
            Right.USERS_MANAGE,
            Right.CATALOGUE_EDIT,
            Right.CLAUSE_EDIT,
        ],
    ),
}


def role_name(role) -> str:
    """A built-in role in the reader's language; another as its tenant named it, in English where it did."""
    if role.is_built_in and role.code in BUILT_IN:
        return str(BUILT_IN[role.code][0])
    return role.name_en if role.name_en and get_language() == "en" else role.name


SEATS = {
    "ar": _("client manager (AR)"),
    "sr": _("solution manager (SR)"),
    "fr": _("delivery manager (FR)"),
}


# Who has a right beyond its holders, as the moves themselves say it: {right: seats}, and rights of a record's owner.
SEATED: dict[Right, set[str]] = {}
OPEN_TO_OWNERS: set[Right] = set()


class WhoMay:
    """Who may make a move: people with the right, those who fill one of the deal's seats, or the record's owner.

    Whether they see the record at all is asked before (tenancy.sight); the system may everything.
    """

    def __init__(self, right=None, seats=(), owner=False):
        self.right, self.seats, self.owner = right, tuple(seats), owner
        if right is not None:
            SEATED.setdefault(right, set()).update(seats)
            OPEN_TO_OWNERS.update([right] if owner else [])

    def __call__(self, record, by) -> bool:
        if by.is_system or (self.right and by.can(self.right)):
            return True
        if self.owner and getattr(record, "owner_id", None) == by.user_id:
            return True
        deal = _deal_of(record) if self.seats else None
        return deal is not None and deal.fills(by.user_id, self.seats)

    @property
    def sentence(self):
        """Who may, for the person who may not."""
        people = [str(_("the owner"))] if self.owner else []
        people += [str(SEATS[code]) for code in self.seats]
        people += (
            [str(_("people with the right “{right}”")).format(right=self.right.label)] if self.right else []
        )
        return str(_("Only these may do this: {people}.")).format(people=listed(people))


def may(right=None, *, seats=(), owner=False) -> WhoMay:
    """The permission of a move: `may(Right.LEAD_MANAGE, owner=True)`, `may(seats=("fr",))`."""
    return WhoMay(right, seats, owner)


class Judged:
    """A permission that is a question of its own, with the sentence for the person who may not."""

    def __init__(self, question, sentence):
        self.question, self.sentence = question, sentence
        update_wrapper(self, question)

    def __call__(self, record, by) -> bool:
        return by.is_system or self.question(record, by)


def asks(sentence):
    """Declare a permission by a question `(record, by) -> bool`, where right, seat and owner don't tell it all."""

    def declare(question) -> Judged:
        return Judged(question, sentence)

    return declare


def _deal_of(record):
    return record if record._meta.label == "deals.Deal" else getattr(record, "deal", None)
