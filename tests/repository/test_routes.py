"""Every address, tried signed out, as another company with every right, and as a colleague without one.

The routes are read from the URL resolver: one that has no entry in the tables below fails. What a stranger is
answered
must not hold an id or a word of the company's, and nothing of it may change.
"""

import json
import re
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from core.hardening import tenant_models
from tenancy.actor import system
from tenancy.keys import create_key
from tenancy.models import Membership
from tenancy.people import add_member
from tenancy.roles import BUILT_IN, Right
from tests.factories.people import make_world
from tests.repository.filled import HOUSE, QUICK, SECRET, kinds_without_a_row

# --- the tables -----------------------------------------------------------------------------------------------

# Answers whoever asks: nothing of any company is in it.
PUBLIC = "schema docs docs-redirect tenancy:sign-in tenancy:sign-out tenancy:language tenancy:forgotten"
# Leads back to the sign-in whoever has not given a password a moment ago.
HALFWAY = "tenancy:second-step tenancy:second-step-set-up"
# Makes something for whoever asks, which its own test looks at.
FOR_THE_CALLER = "customers:feed-new"
# Open to whoever holds its token, and to nobody else: a wrong one is no address.
BY_TOKEN = "tenancy:new-password customers:feed leads:web-form deals:survey receivables:portal receivables:portal-pdf"
BY_TOKEN += " receivables:portal-seen receivables:slip receivables:slip-pdf receivables:slip-seen"
# No address at all.
UNKNOWN = "unknown"
# Each person's own: the caller's to-dos, counts, search; anybody signed in may ask, and is shown own things only.
OWN = """
    events-list todos-list todos-count notices-list notices-count tenancy:theme tenancy:me tenancy:company tenancy:keys
    tenancy:my-second-step tenancy:devices tenancy:device-end
    desk:notices desk:notices-read desk:views desk:columns desk:pin todos-export notices-export
    visits-log customers:feed-end todos-bulk notes-bulk insights:todos
    desk:people desk:note-new desk:paper-new
    saved-views-list saved-views-count saved-views-export saved-views-bulk
    insights:workbench insights:triangle insights:search insights:counts insights:menu
    insights:keys approvals:inbox customers-duplicates customers:duplicates leads:twins
    admission-rules-facts admission-rules-trial receivables:board-move
"""
# Lists of what one sees: empty for strangers and for colleagues without a right.
LISTS = """
    fact-sources fact-files
    assignment-rules campaigns
    approvals attachments notes customers contacts influence-lines credit-limits credit-plans visits commitments
    credit-cases credit-terms credit-evidence insurance-policies insured-limits restrictions claims
    account-plans surveys deals leads
    opportunities quotes
    contracts amendments delivery-orders receivables invoices bank-statements bank-lines allocations
    payer-aliases line-questions match-runs
    dunning-steps account-statements imports handovers promises months receipts ledger-exports
    provisions provision-lines specific-provisions
    disputes overdue-causes corrective-actions legal-cases legal-requests dunning-blocks
    confirmation-letters statement-runs
    bank-accounts statement-layouts statement-imports
"""
LIST_PAGES = """
    surveys-nps
    receivables-ageing receivables-forecast deals:list customers:list customers:limits customers:visits
    customers:commitments customers:plans customers:visit-calendar
    receivables:claims customers:cases customers:policies customers:restrictions customers:terms
    leads:list opportunities:list
    opportunities:board opportunities:quotes contracts:list delivery:list receivables:list receivables:ageing
    receivables:accounts
    receivables:certain receivables:undo receivables:run-start
    receivables:receipts receivables:statements receivables:bench receivables:invoices receivables:promises
    receivables:provisions receivables:provision-lines receivables:specifics receivables:provision-prepare
    receivables:ageing-rows receivables:sales-entries receivables-key-figures receivables-open-items
    receivables:disputes receivables:causes receivables:actions receivables:cases receivables:requests
    dunning-steps-replay receivables:replay
    receivables:books-exports receivables:account-statements receivables:confirmations receivables:statement-runs
"""
# Resources that take many at once.
BULK = """
    fact-sources
    assignment-rules campaigns
    customers contacts influence-lines credit-limits credit-plans visits commitments account-plans surveys
    credit-cases insurance-policies restrictions claims
    leads opportunities
    deals quotes contracts amendments delivery-orders
    bank-accounts statement-layouts
    receivables invoices bank-statements allocations promises months receipts payer-aliases match-runs
    provisions specific-provisions
    disputes overdue-causes corrective-actions legal-cases legal-requests dunning-blocks
    account-statements confirmation-letters statement-runs
"""
SHARED_BULK = """
    dunning-procedures
    provision-rates roles products customer-groups clauses admission-rules admission-fact-types custom-fields
    credit-standards
"""
# Lists that every colleague reads; another company sees its own.
SHARED_LISTS = """
    users departments roles products customer-groups clauses admission-rules admission-fact-types custom-fields
    provision-rates dunning-procedures
    credit-standards
"""
SHARED_LIST_PAGES = "catalogue:list contracts:clauses"
# Forms for something new: shown to whom has the right, empty of other people's records.
NEW = """
    catalogue:new customers:new customers:visit-new customers:visit-plan customers:plan-new customers:policy-new
    leads:new opportunities:new contracts:new
    contracts:new-clause
    delivery:new
    receivables:import integrations:import-new receivables:invoice-new receivables:receipt-new
    receivables:account-statement-new receivables:confirmation-new
"""
# Asks for a right before it shows anything.
WITH_RIGHT = """
    tenancy:users tenancy:handovers tenancy:user-new tenancy:roles tenancy:role-new tenancy:custom-fields
    tenancy:departments tenancy:absences tenancy:rules
    tenancy:rates
    tenancy:calendar tenancy:changes desk:upkeep desk:retry-all customers:rules approvals:policy
    customers:fact-types customers:sources customers:source-new
    receivables:ladder receivables:months receivables:books-export-new
    receivables:books-settings ledger-exports-journal
    receivables:provision-rates receivables:specific-new
    receivables:statement-run-new statement-runs-preview
    customers:credit customers:credit-plan customers:standards
    leads:rules leads:caps leads:campaigns assignment-rules-trial
"""
# Addresses of one record, by the kind of row that they name: 404 for whoever does not see it.
RECORDS = {
    "approval": """
        approvals-detail approvals-add-approver approvals-decide approvals-hand-on approvals-withdraw
        approvals-close-condition approvals:page approvals:vote approvals:hand-on approvals:add-approver
        approvals:withdraw
    """,
    "condition": "approvals:close-condition",
    "absence": "tenancy:absence-end",
    "api_key": "tenancy:key-revoke",
    "todo": "todos-detail todos-done todos-hand-on desk:todo-done desk:todo-hand-on",
    "note": "notes-detail",
    "account_plan": """
        account-plans-detail account-plans-goals account-plans-moves account-plans-reviews account-plans-move-done
        customers:plan-page customers:plan-field customers:plan-goal customers:plan-goal-remove customers:plan-move
        customers:plan-move-done customers:plan-review
    """,
    "handover": "handovers-detail handovers-records",
    "survey": "surveys-detail",
    "notice": "notices-detail notices-read desk:notice",
    "view": "desk:view saved-views-detail",
    "paper": "attachments-detail attachments-file desk:paper",
    "customer": """
        customers-detail customers-account-statement-of customers-admission-checks customers-exposure
        customers-facts customers-read-facts customers-admission-requests customers-admission-overrides
        customers:ask-check customers:read-facts
        customers-holds customers-merges customers-vcards customers:vcards
        customers-lift-holds customers-customers-procedure customers-dunning
        receivables:customer-procedure receivables:customer-stop
        customers-transition customers-transitions customers:page customers:edit
        customers:field
        customers:check
        customers:hold customers:lift-holds customers:new-contact customers:new-limit customers:new-visit
        customers:merge customers:new-commitment customers-trust deals:survey-ask
        customers-read-terms customers-add-evidence customers-propose-blacklist
        customers-propose-freeze customers:set-terms customers:add-evidence customers:propose
        customers:move
    """,
    "fact_source": "fact-sources-detail fact-sources-files",
    "fact_file": "fact-files-detail fact-files-load",
    "rule": "assignment-rules-detail",
    "campaign": "campaigns-detail",
    "contact": """
        contacts-detail customers:contact-page customers:contact-field customers:contact-place
        customers:influence-draw
    """,
    "merge": "customers:merge-page",
    "influence": "influence-lines-detail customers:influence-remove",
    "credit_case": """
        credit-cases-detail credit-cases-transition credit-cases-transitions customers:case-page
        customers:case-move
    """,
    "terms": "credit-terms-detail",
    "evidence": "credit-evidence-detail credit-evidence-withdraw customers:evidence-withdraw",
    "policy": """
        insurance-policies-detail insurance-policies-limits insurance-policies-transition
        insurance-policies-transitions customers:policy-page customers:policy-edit customers:policy-insure
        customers:policy-move
    """,
    "insured_limit": "insured-limits-detail",
    "claim": "claims-detail claims-transition claims-transitions receivables:claim-page receivables:claim-move",
    "restriction": """
        restrictions-detail restrictions-transition restrictions-transitions customers:restriction-page
        customers:restriction-move
    """,
    "limit": """
        credit-limits-reviews credit-limits-life credit-limits-detail credit-limits-transition credit-limits-transitions
        customers:limit-page customers:limit-move
    """,
    "plan": "credit-plans-detail credit-plans-allocations customers:credit-plan-page customers:credit-plan-keep",
    "visit": """
        visits-detail visits-rating visits-transition visits-transitions customers:visit-page
        customers:visit-rate customers:visit-promise customers:visit-move
    """,
    "commitment": """
        commitments-detail commitments-transition commitments-transitions customers:commitment-page
        customers:commitment-edit customers:commitment-move
    """,
    "deal": """
        deals-detail deals-team deals-timeline deals-costs deals:cost deals:page deals:team deals:note
        deals:paper deals-stand-in deals:stand-in deals-handovers deals-take-over deals:take-over deals:field
    """,
    "lead": """
        leads-detail leads-helpers leads-pain-steps leads-transition leads-transitions leads-verifications
        leads-customer leads-customer-matches leads:customer
        leads:page
        leads:edit leads:field leads:verifications leads:helpers leads:remove-helper leads:pain leads:move
    """,
    "opportunity": """
        opportunities-detail opportunities-bid-check opportunities-estimate opportunities-insight
        opportunities-transition
        opportunities-transitions opportunities:page opportunities:edit opportunities:field
        opportunities:targets opportunities:drop
        opportunities:insight opportunities:estimate opportunities:risks opportunities:opinion
        opportunities:tender
        opportunities:quote-new opportunities:move
    """,
    "quote": """
        quotes-detail quotes-transition quotes-transitions opportunities:quote-page opportunities:quote-edit
        opportunities:quote-move opportunities:quote-delete opportunities:quote-field
    """,
    "contract": """
        contracts-detail contracts-budget contracts-clauses contracts-lines contracts-opinions
        contracts-payment-schedule
        contracts-transition contracts-transitions contracts:page contracts:terms contracts:field contracts:budget
        contracts:wording
        contracts:opinion contracts:lines contracts:payment-schedule contracts:amend contracts:move
        delivery:new-from-contract
    """,
    "amendment": """
        amendments-detail amendments-transition amendments-transitions contracts:amendment-page
        contracts:amendment-move contracts:amendment-delete
    """,
    "order": """
        customers:case-ask delivery-orders-detail delivery-orders-receipt delivery-orders-transition
        delivery-orders-transitions
        delivery:page delivery:edit delivery:field delivery:receipt delivery:move
    """,
    "receivable": """
        receivables:claim-prepare
        receivables-detail receivables-entries receivables-transition receivables-transitions receivables:page
        receivables-undo-entry receivables:undo-entry
        receivables:ask-invoice receivables:promise receivables:cause receivables:step
        receivables:skip receivables:block
        receivables-dunning-steps receivables-skipped-levels receivables-dunning-procedure receivables:move
    """,
    "dispute": """
        disputes-detail disputes-transition disputes-transitions receivables:dispute-page
        receivables:dispute-move
    """,
    "cause": """
        overdue-causes-detail overdue-causes-transition overdue-causes-transitions receivables:cause-page
        receivables:cause-move
    """,
    "action": """
        corrective-actions-detail corrective-actions-transition corrective-actions-transitions
        receivables:action-page receivables:action-move
    """,
    "request": """
        legal-requests-detail legal-requests-transition legal-requests-transitions receivables:request-page
        receivables:request-move
    """,
    "block": "dunning-blocks-detail dunning-blocks-lift receivables:lift-block",
    "case": """
        legal-cases-detail legal-cases-transition legal-cases-transitions legal-cases-cover legal-cases-spend
        receivables:case-page receivables:case-cost receivables:case-item receivables:case-move
    """,
    "promise": """
        promises-detail promises-transition promises-transitions receivables:promise-page
        receivables:promise-move
    """,
    "invoice": """
        invoices-detail invoices-transition invoices-transitions receivables:invoice-page
        receivables:invoice-move receivables:invoice-billing invoices-pdf receivables:invoice-pdf
    """,
    "receipt": """
        receipts-detail receipts-transition receipts-transitions receivables:receipt-page receivables:receipt-move
        receivables:receipt-by-order
    """,
    "books_export": """
        ledger-exports-detail ledger-exports-cancel ledger-exports-file receivables:books-export
        receivables:books-export-cancel receivables:books-export-file
    """,
    "month": "months-detail months-transition months-transitions receivables:month-reopen",
    "statement": """
        bank-statements-detail bank-statements-transition bank-statements-transitions
        receivables:statement-page
        receivables:statement-move
    """,
    "account": "bank-accounts-detail receivables:account-change",
    "layout": "statement-layouts-detail receivables:layout-change",
    "statement_import": """
        statement-imports-detail statement-imports-explain statement-imports-cancel receivables:statement-import
        receivables:statement-explain receivables:statement-cancel
    """,
    "line": """
        bank-lines-detail bank-lines-park bank-lines-suggestions bank-lines-unpark bank-lines-doubles
        bank-lines-allocate-by-order receivables:allocate
        receivables:take-back receivables:park
        receivables:unpark bank-lines-allocate bank-lines-parts bank-lines-ask receivables:ask receivables:split
    """,
    "share": "receivables:share-park",
    "question": "line-questions-detail line-questions-answer-question receivables:question",
    "alias": "payer-aliases-detail payer-aliases-confirm",
    "match_run": "match-runs-detail match-runs-cancel receivables:run receivables:run-cancel",
    "allocation": "allocations-detail allocations-reverse receivables:reverse",
    "provision": """
        provisions-detail provisions-transition provisions-transitions provisions-customers provisions-reproduction
        receivables:provision-page receivables:provision-move receivables:provision-delete
    """,
    "provision_line": "provision-lines-detail",
    "specific": """
        specific-provisions-detail specific-provisions-transition specific-provisions-transitions
        receivables:specific-page receivables:specific-edit receivables:specific-move
    """,
    "step": "dunning-steps-detail",
    "account_statement": """
        account-statements-detail account-statements-transition account-statements-transitions
        account-statements-answers account-statements-pdf receivables:account-statement
        receivables:account-statement-move receivables:account-statement-pdf receivables:account-statement-answers
    """,
    "confirmation": """
        confirmation-letters-detail confirmation-letters-transition confirmation-letters-transitions
        confirmation-letters-pdf receivables:confirmation receivables:confirmation-move receivables:confirmation-pdf
    """,
    "statement_run": """
        statement-runs-detail statement-runs-cancel receivables:statement-run receivables:statement-run-cancel
    """,
    "import": """
        imports-detail imports-failures imports-failures-file imports-write imports-cancel imports-undo
        integrations:import integrations:import-match integrations:import-write integrations:import-cancel
        integrations:import-undo integrations:import-failures
    """,
}
# Records that every colleague reads and few change.
SHARED_RECORDS = {
    "user": "users-detail",
    "department": "departments-detail",
    "role": "roles-detail roles-retire roles-restore",
    "custom_field": "custom-fields-detail custom-fields-retire custom-fields-restore",
    "product": "products-detail catalogue:page",
    "group": "customer-groups-detail",
    "clause": "clauses-detail contracts:clause-page",
    "provision_rate": "provision-rates-detail",
    "admission_rule": "admission-rules-detail",
    "procedure": "dunning-procedures-detail dunning-procedures-set-levels",
    "fact_type": "admission-fact-types-detail",
    "standard": "credit-standards-detail",
}
# As WITH_RIGHT, of one record.
RECORDS_WITH_RIGHT = {
    "procedure": "receivables:procedure",
    "user": """
        tenancy:user tenancy:user-password tenancy:user-second-step tenancy:user-sign-out tenancy:hand-over
        tenancy:owned users-handovers
    """,
    "handover": "tenancy:handover",
    "department": "tenancy:department tenancy:department-move",
    "role": "tenancy:role tenancy:role-move",
    "custom_field": "tenancy:custom-field tenancy:custom-field-move",
    "day": "tenancy:calendar-forget",
    "rule": "leads:rule leads:rule-move",
    "campaign": "leads:campaign",
    "admission_rule": "customers:rule customers:rule-move",
    "fact_source": "customers:source customers:source-remove customers:source-upload",
    "fact_file": "customers:source-load",
    "fact_type": "customers:fact-type-remove",
    "standard": "customers:standard",
    "undelivered": "desk:retry",
}
# A field that is edited in place, for addresses that name one.
FIELDS = {
    "customer": "region", "lead": "need", "opportunity": "next_step", "order": "ship_to", "deal": "title",
    "contract": "title", "account_plan": "pains", "quote": "note", "contact": "title",
}  # fmt: skip
# A move that the record's machine has, for addresses that name one.
MOVES = {
    "customer": "freeze", "credit_case": "withdraw", "policy": "end", "restriction": "decline", "claim": "close",
    "limit": "expire", "visit": "rehearse", "commitment": "keep", "lead": "convert",
    "opportunity": "lose", "month": "close", "receipt": "endorse",
    "quote": "send", "contract": "terminate", "amendment": "submit_review", "order": "close", "receivable": "dispute",
    "invoice": "void", "statement": "release", "promise": "withdraw", "department": "retire", "role": "retire",
    "provision": "reverse", "specific": "end",
    "dispute": "review", "cause": "confirm", "action": "finish", "case": "mediate", "request": "decline",
    "account_statement": "withdraw", "confirmation": "withdraw",
    "custom_field": "retire", "rule": "up",
    "admission_rule": "up",
}  # fmt: skip
# Words in an address that name no row.
WORDS = {
    "token": "nobodys",
    "gate": "ATC",
    "kind": "leads",
    "point": "release",
    "at": "1",
    "group": "receivables",
    "what": "leads",
    "provider": "http",
    "seat": "fr",
}
ONE = {"amount": "1.00", "currency": "CNY"}
# What a stranger would send to make something out of the company's own records.
BODIES = {
    "leads": {"title": "x", "source": "other", "customer": "customer"},
    "opportunities": {"title": "x", "customer": "customer"},
    "quotes": {"opportunity": "opportunity", "valid_until": "2099-01-01", "lines": []},
    "contracts": {"title": "x", "customer": "customer", "currency": "CNY", "lines": []},
    "amendments": {"contract": "contract", "reason": "x"},
    "delivery-orders": {"contract": "contract", "lines": []},
    "invoices": {"receivable": "receivable"},
    "disputes": {"receivable": "receivable", "reason": "x"},
    "dunning-blocks": {"receivable": "receivable", "until": "2099-01-01", "reason": "x"},
    "overdue-causes": {"receivable": "receivable", "code": "bank"},
    "legal-cases": {"receivable": "receivable"},
    "promises": {"receivable": "receivable", "promised_on": "2099-01-01"},
    "provisions": {"closes_on": "2099-09-30"},
    "specific-provisions": {"receivable": "receivable", "reason": "x"},
    "account-statements": {"customer": "customer"},
    "confirmation-letters": {"customer": "customer"},
    "statement-runs": {"as_of": "2026-10-31"},
    "payer-aliases": {"customer": "customer", "kind": "name", "value": "x"},
    "match-runs": {"statement": "statement"},
    "allocations": {"bank_line": "line", "receivable": "receivable", "amount": ONE},
    "contacts": {"customer": "customer", "name": "x", "function": "finance"},
    "influence-lines": {"source": "contact", "target": "contact"},
    "credit-limits": {"customer": "customer", "amount": ONE, "valid_until": "2099-01-01"},
    "visits": {"customer": "customer", "planned_on": "2026-11-24", "goals": "x"},
    "claims": {"receivable": "receivable", "cause": "default"},
    "commitments": {"customer": "customer", "text": "x", "due_on": "2099-01-01"},
    "attachments": {"record": "deal", "resource": "deals"},
    "surveys": {"contact": "contact"},
    "notes": {"record": "deal", "resource": "deals", "text": "x"},
}  # fmt: skip

REFUSED = {400, 403, 404, 405, 409, 415, 422}
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A company's own counting of its calls; the rest of its tables must stand still.
MOVING = {"tenancy.ApiKey", "core.IdempotencyKey"}
WITHOUT_ROW = {
    "core.IdempotencyKey": "kept with answers",
}


@dataclass
class Entry:
    """What is expected of a route. kind: public, unknown, own, list, shared_list, new, with_right, record, …"""

    kind: str
    row: str = ""


def entries() -> dict[str, Entry]:
    """{route name: entry} of the tables above."""
    found = {name: Entry("public") for name in f"{PUBLIC} {HALFWAY}".split()} | {UNKNOWN: Entry("unknown")}
    found |= {name: Entry("caller") for name in FOR_THE_CALLER.split()}
    found |= {name: Entry("own") for name in OWN.split()} | {
        name: Entry("link", "link") for name in BY_TOKEN.split()
    }
    for kind, resources, pages in (
        ("list", LISTS, LIST_PAGES),
        ("shared_list", SHARED_LISTS, SHARED_LIST_PAGES),
    ):
        ends = ("list", "count", "export")
        found |= {f"{name}-{end}": Entry(kind) for name in resources.split() for end in ends}
        found |= {name: Entry(kind) for name in pages.split()}
    found |= {f"{name}-bulk": Entry("list") for name in BULK.split()}
    found |= {f"{name}-bulk": Entry("shared_list") for name in SHARED_BULK.split()}
    found |= {name: Entry("new") for name in NEW.split()}
    found |= {name: Entry("with_right") for name in WITH_RIGHT.split()}
    for kind, table in (
        ("record", RECORDS), ("shared_record", SHARED_RECORDS), ("record_with_right", RECORDS_WITH_RIGHT),
    ):  # fmt: skip
        found |= {name: Entry(kind, row) for row, names in table.items() for name in names.split()}
    return found


# --- reading the resolver -------------------------------------------------------------------------------------


@dataclass
class Route:
    """An address of the resolver: its name, its pattern as text, and the methods that it says it takes."""

    name: str
    pattern: str
    methods: list[str] = field(default_factory=list)

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")

    def address(self, rows, entry) -> str:
        """The pattern filled with the ids of these rows."""
        names = {"user": "helper", "condition": "condition", "handover": "handover", "plan_move": "plan_move"}
        path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)", r"<any:\1>", self.pattern)
        path = path.replace("^", "").replace("$", "").replace("\\", "")

        def value(match):
            name = match[1]
            if name in WORDS:
                return WORDS[name]
            if name == "listing":
                return "leads"
            if name in ("move", "name"):
                return (MOVES if name == "move" else FIELDS)[entry.row]
            return str(rows[names.get(name, entry.row)].pk)

        return "/" + re.sub(r"<\w+:(\w+)>", value, path)


def routes() -> list[Route]:
    """Every address that the platform answers."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver, prefix, space):
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield Route(_name(pattern, space), path, list(getattr(pattern.callback, "actions", None) or []))


def _name(pattern, space) -> str:
    plain = {"unknown_address": UNKNOWN, "<lambda>": "docs-redirect"}
    return f"{space}{pattern.name}" if pattern.name else plain[pattern.callback.__name__]


# --- the company and those who may not see it ------------------------------------------------------------------


class Stranger:
    """Somebody who tries: pages with a session, the API with a key."""

    def __init__(self, user=None, secret=""):
        self.signed_in = user is not None
        self.pages = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
        if user is not None:
            self.pages.force_login(user)
        key = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.api = Client(headers={"Accept-Language": "en"} | key, raise_request_exception=False)

    def ask(self, route, method, address, body=None):
        client = self.api if route.is_api else self.pages
        if method in ("get", "head"):
            return client.get(address)
        if route.is_api:
            return getattr(client, method)(address, json.dumps(body or {}), content_type="application/json")
        return getattr(client, method)(address, body or {})


@pytest.fixture(scope="module")
def strangers(filled_company, django_db_blocker):
    """(another company's administrator who may do everything and that company, a colleague without any right)."""
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
        world, other = filled_company.world, make_world()
        with world.acting():
            user = add_member(
                username=f"nobody-{world.tenant.code}", name="新人", password="x" * 12, roles=[]
            )
            nobody = Stranger(user, key_of(user))
        with other.acting():
            everything = {"rights": [str(right) for right in Right], "roles": list(BUILT_IN)}
            Membership.objects.filter(user=other.admin, tenant_id=other.tenant.pk).update(**everything)
            boss = Stranger(other.admin, key_of(other.admin))
        return (boss, other), nobody


@pytest.fixture
def other(strangers, committed):
    """Somebody of another company who may do everything there, and that company."""
    return strangers[0]


@pytest.fixture
def nobody(strangers, committed):
    """A colleague without any right."""
    return strangers[1]


def key_of(user) -> str:
    return create_key(user, name="stranger", scopes=["read", "write", "admin"], by=system())[1]


def tries(filled, signed_in: bool):
    """(route, entry, method, address) of everything a stranger can try."""
    table = entries()
    for route in routes():
        entry = table[route.name]
        if entry.kind == "unknown" or (signed_in and entry.kind in ("public", "caller")):
            continue
        for method in [one for one in route.methods if one != "head"] or ["get", "post"]:
            yield route, entry, method, route.address(filled.rows, entry)


def body_for(route, filled) -> dict:
    """What the API is sent: for new records the company's own ids where it asks for some."""
    wanted = BODIES.get(route.name.removesuffix("-list"), {})
    ids = {name: str(row.pk) for name, row in filled.rows.items()}
    return {
        name: ids.get(value, value) if isinstance(value, str) else value for name, value in wanted.items()
    }


def leaks(response, filled, address, colleague: bool) -> str:
    """An id or a word in the answer that the caller may not know, but for the ids that the caller sent."""
    if response.streaming:
        text = b"".join(response.streaming_content).decode(errors="replace")
    else:
        text = response.content.decode(errors="replace")
    text += response.headers.get("Location", "")
    hidden = filled.hidden if colleague else filled.ids
    found = (set(UUIDS.findall(text)) & hidden) - set(UUIDS.findall(address))
    words = [word for word in (SECRET,) if word in text] + [
        HOUSE for _in in "x" if HOUSE in text and not colleague
    ]
    return f"{words} are in it" if words else f"ids {sorted(found)[:3]}" if found else ""


def standing(world) -> dict:
    """A digest of each of the company's tables, row by row: what must be the same afterwards."""
    with world.acting(), connection.cursor() as cursor:
        kept = [model for model in tenant_models() if model._meta.label not in MOVING]
        return {model._meta.label: digest(cursor, model) for model in kept}


def digest(cursor, model) -> tuple:
    table = model._meta.db_table
    cursor.execute(f"select count(*), md5(string_agg(t::text, '|' order by t::text)) from {table} t")
    return cursor.fetchone()


def problems(who, filled, allowed, sent=lambda route: {}, colleague=False) -> list[str]:
    """Every try whose answer is not among those allowed, or that tells something."""
    found, missing = [], {}
    for route, entry, method, address in tries(filled, who.signed_in):
        body = sent(route)
        response = who.ask(route, method, address, body)
        wanted = allowed(route, entry, method)
        if response.status_code not in wanted:
            found.append(f"{method} {route.name} {address}: {response.status_code}, not {sorted(wanted)}")
        if told := leaks(response, filled, address + json.dumps(body), colleague):
            found.append(f"{method} {route.name} {address}: {told}")
        if entry.kind == "record":
            missing.setdefault(route.name, []).append(response.status_code)
    # A page that takes one method only answers 405 to the other, never to both.
    found += [f"{name}: nothing but 405" for name, statuses in missing.items() if set(statuses) == {405}]
    return found


def none(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)


# --- the sweep ------------------------------------------------------------------------------------------------


def test_every_route_has_an_entry():
    names = {route.name for route in routes()}

    assert names - set(entries()) == set(), "new routes: say in the tables who may see what they show"
    assert set(entries()) - names == set(), "these routes are gone"


@pytest.mark.slow
def test_every_kind_of_row_exists(filled):
    with filled.world.acting():
        assert [kind for kind in kinds_without_a_row() if kind not in WITHOUT_ROW] == []


@pytest.mark.slow
def test_signed_out_one_is_sent_to_the_door(filled):
    before = standing(filled.world)

    def allowed(route, entry, method):
        if entry.kind == "public":
            return {200, 302, 405, 422}
        if entry.kind == "link":
            return {404, 405}
        return {401} if route.is_api else {302}

    none(problems(Stranger(), filled, allowed))
    assert standing(filled.world) == before


@pytest.mark.slow
def test_another_company_finds_nothing(filled, other):
    stranger, world = other
    mine, theirs = standing(filled.world), standing(world)

    def allowed(route, entry, method):
        if entry.row:
            return {404} if route.is_api else {404, 405}
        # Attachments and notes are asked for by their record.
        of_records = route.name.startswith(("attachments", "notes"))
        own = {200, 204, 302, 303, 405} | ({400} if of_records else set())
        return own if method == "get" else REFUSED | {200, 204, 302, 303}

    none(problems(stranger, filled, allowed, lambda route: body_for(route, filled)))
    assert standing(filled.world) == mine
    now = standing(world)
    assert [label for label in now if now[label] != theirs[label]] == []


@pytest.mark.slow
def test_a_colleague_without_rights_finds_and_changes_nothing(filled, nobody):
    before = standing(filled.world)

    def allowed(route, entry, method):
        reading = method == "get"
        match entry.kind:
            case "record":
                return {404, 405} if not route.is_api else {404}
            case "with_right" | "record_with_right":
                return {403, 404}
            case "shared_record" | "shared_list":
                return {200, 302, 405} if reading else {403, 404, 405, 415, 422}
            case "new":
                return {200, 302, 403} if reading else {200, 302, 403, 405, 422}
            case "list":
                return {200, 400, 403, 405} if reading or not route.is_api else {403, 404, 405, 415, 422}
            case _:
                return {200, 204, 302, 303, 404, 405, 422}

    found = problems(nobody, filled, allowed, lambda route: body_for(route, filled), colleague=True)

    none(found)
    assert standing(filled.world) == before


@pytest.mark.slow
@pytest.mark.parametrize("resource", LISTS.split())
def test_lists_and_counts_of_strangers_are_empty(filled, other, nobody, resource):
    for who in (other[0], nobody):
        listed = who.api.get(f"/api/v1/{resource}/")
        counted = who.api.get(f"/api/v1/{resource}/count/")
        assert listed.status_code in (200, 400, 403, 422)
        if listed.status_code == 200:
            assert listed.json()["results"] == [], listed.content.decode()
            assert counted.json()["count"] == 0


@pytest.mark.slow
def test_filters_by_foreign_ids_find_nothing(filled, other):
    stranger, _world = other
    rows = filled.rows
    for resource in LISTS.split():
        for name in ("customer", "deal", "contract", "statement", "owner"):
            wanted = rows.get(name, rows["user"]).pk
            answer = stranger.api.get(f"/api/v1/{resource}/?{name}={wanted}")
            assert answer.status_code in (200, 400, 404, 422), answer.content.decode()
            assert answer.status_code != 200 or answer.json()["results"] == []
            assert not leaks(answer, filled, str(wanted), colleague=False)


SEARCHES = ("/search/?q={}", "/customers/duplicates/?name={}", "/api/v1/customers/?q={}",
            "/api/v1/customers/duplicates/?name={}")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("address", SEARCHES)
def test_search_finds_for_whom_it_may_and_nothing_for_strangers(filled, other, nobody, address):
    with filled.world.acting():
        ar = Stranger(filled.world.ar, key_of(filled.world.ar))

    def told(who, words):
        client = who.api if address.startswith("/api") else who.pages
        answer = client.get(address.format(words))
        assert answer.status_code == 200, answer.content.decode()
        return set(UUIDS.findall(answer.content.decode())) & filled.hidden

    name = f"{SECRET}精密机械有限公司"
    assert str(filled.rows["customer"].pk) in told(ar, name)
    for words in (name, SECRET, SECRET[:2]):
        assert told(other[0], words) == told(nobody, words) == set()
