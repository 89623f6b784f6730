"""The words of what happens here: timeline sentences, to-dos and notices."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.coded import coded
from core.events import sentences
from customers.credit_states import RestrictionKind, ReviewOutcome
from customers.states import Touch, Verdict

sentences(
    {
        "customer.created": _("{actor} added the customer {name}"),
        "customer.taken_out": _("{actor} took back the import that had brought {name}"),
        "contact.taken_out": _("{actor} took back the import that had brought {name}"),
        "customer.updated": _("{actor} changed the customer"),
        "customer.checked_admitted": _("{actor} checked admission: admitted"),
        "customer.checked_conditional": _("{actor} checked admission: prepayment terms only"),
        "customer.checked_rejected": _("{actor} checked admission: rejected"),
        "customer.checked_review": _("{actor} checked admission: to be reviewed by hand"),
        "customer.admitted": _("{actor} admitted the customer"),
        "customer.restricted": _("{actor} admitted the customer on prepayment terms"),
        "customer.rejected": _("{actor} refused admission"),
        "customer.admission_overridden": _(
            "{actor} overrode the admission result until {expires_on}: {reason}"
        ),
        "customer.frozen": _("{actor} froze the customer: {reason}"),
        "customer.unfrozen": _("{actor} unfroze the customer"),
        "customer.blacklisted": _("{actor} blacklisted the customer: {reason}"),
        "customer.unblacklisted": _("{actor} took the customer off the blacklist: {reason}"),
        "customer.merged": _("{actor} merged {name} into {into}"),
        "customer.taken_along": _(
            "{actor} took along {count} records that were written for {name} meanwhile"
        ),
        "customer.hold_placed": _("{actor} put shipments on hold: {reason}"),
        "customer.hold_lifted": _("{actor} lifted the hold on shipments: {reason}"),
        "customer_group.created": _("{actor} added the parent group {name}"),
        "customer_group.updated": _("{actor} changed the parent group"),
        "contact.created": _("{actor} added the contact {name}"),
        "contact.updated": _("{actor} changed the contact"),
        "influence_line.created": _("{actor} noted that {source} influences {target}"),
        "influence_line.updated": _("{actor} changed the influence line"),
        "influence_line.removed": _("{actor} took away the influence of {source} on {target}"),
        "admission_rule.created": _("{actor} added an admission rule"),
        "admission_rule.updated": _("{actor} changed the admission rule"),
        "admission_rule.removed": _("{actor} removed an admission rule"),
        "customer.check_asked": _("{actor} asked credit for an admission check: {note}"),
        "customer.facts_asked": _("{actor} had the data sources asked again"),
        "fact_source.created": _("{actor} added the data source {name}"),
        "fact_source.updated": _("{actor} changed the data source {name}"),
        "fact_source.removed": _("{actor} removed the data source {name}"),
        "fact_source.file_uploaded": _("{actor} uploaded the file of facts {name}"),
        "fact_source.file_loaded": _("{actor} put the file of facts {name} in force"),
        "admission_fact_type.created": _("{actor} added the fact {label}"),
        "admission_fact_type.removed": _("{actor} removed the fact {label}"),
        "limit.requested": _("{actor} asked for a credit limit"),
        "limit.updated": _("{actor} changed the requested limit"),
        "limit.granted": _("{actor} put the credit limit in force"),
        "limit.refused": _("{actor} refused the credit limit: {reason}"),
        "limit.expired": _("{actor} ended the credit limit"),
        "limit.reviewed": _("{actor} reviewed the credit limit, {outcome}: {reason}"),
        "credit_case.opened": _("{actor} asked credit to let {what} pass: {number}"),
        "credit_case.released": _(
            "{actor} released {what} from the credit hold until {expires_on}: {reason}"
        ),
        "credit_case.declined": _("{actor} declined to release {what}: {reason}"),
        "credit_case.withdrawn": _("{actor} withdrew the credit case {number}"),
        "credit_case.expired": _("{actor} let the credit case {number} expire"),
        "credit_case.used": _("{actor} used the release of {number} for {what}"),
        "credit.warned": _("{actor} went on with {what}, though it goes beyond the customer's credit"),
        "customer.credit_terms": _("{actor} changed where credit holds the customer back: {reason}"),
        "credit_terms.updated": _("{actor} changed the credit terms"),
        "credit_evidence.recorded": _("{actor} recorded evidence for {standard}"),
        "credit_evidence.withdrawn": _("{actor} withdrew the evidence for {standard}"),
        "credit_standard.created": _("{actor} added the standard {label}"),
        "credit_standard.updated": _("{actor} changed a standard of open credit"),
        "credit_plan.kept": _("{actor} kept a part of the credit plan of {year} for {holder}"),
        "insurance_policy.entered": _("{actor} entered the insurance policy {policy}"),
        "insurance_policy.updated": _("{actor} changed the insurance policy"),
        "insurance_policy.in_force": _("{actor} put the insurance policy {policy} in force"),
        "insurance_policy.ended": _("{actor} ended the insurance policy {policy}"),
        "insured_limit.entered": _("{actor} entered the customer's insured limit under {policy}"),
        "insured_limit.updated": _("{actor} changed the customer's insured limit"),
        "restriction.proposed_freeze": _("{actor} proposed to freeze the customer: {reason}"),
        "restriction.proposed_blacklist": _("{actor} proposed to blacklist the customer: {reason}"),
        "restriction.imposed": _("{actor} put the restriction in force: {reason}"),
        "restriction.declined": _("{actor} did not follow the proposal: {reason}"),
        "restriction.lifted": _("{actor} lifted the restriction: {reason}"),
        "credit_plan.created": _("{actor} set the credit plan of {year}"),
        "credit_plan.updated": _("{actor} changed the credit plan"),
        "visit.planned": _("{actor} planned a visit for {planned_on}"),
        "visit.updated": _("{actor} changed the visit"),
        "visit.rehearsed": _("{actor} checked off the rehearsal"),
        "visit.logged": _("{actor} logged a touch with {customer}, {touch}: {outcome}"),
        "visit.reported": _("{actor} reported the visit; next step: {next_step}"),
        "visit.cancelled": _("{actor} cancelled the visit: {reason}"),
        "commitment.made": _("{actor} promised “{text}” for {due_on}"),
        "commitment.updated": _("{actor} changed the commitment"),
        "commitment.kept": _("{actor} noted that our word was kept on {kept_on}"),
        "commitment.broken": _("{actor} noted that our word was not kept: {reason}"),
        "account_plan.opened": _("{actor} opened the account plan of {subject} for {year}"),
        "account_plan.updated": _("{actor} changed the account plan"),
        "account_plan.goals_set": _("{actor} set the goals: {count}"),
        "account_plan.move_added": _("{actor} planned “{text}” for {due_on}"),
        "account_plan.move_done": _("{actor} did “{text}”: {result}"),
        "account_plan.reviewed": _("{actor} reviewed quarter {quarter}"),
    }
)

coded({"visit.logged": {"touch": Touch}, "limit.reviewed": {"outcome": ReviewOutcome}})
coded(
    {
        "restriction_proposed": {"restriction": RestrictionKind},
        "restriction_review": {"restriction": RestrictionKind},
    }
)

texts(
    {
        "commitment_due": _("Keep our word to {customer}: {text}"),
        "commitment_overdue": _("Promised to {customer} for {due_on} and still open: {text}"),
        "plan_move": _("For the account plan of {subject}: {text}"),
        "plan_review": _("Review quarter {quarter} of {year} in the account plan of {subject}"),
        "admission_review": _("Review the admission of {customer}"),
        "admission_asked": _("{who} asks for an admission check of {customer}: {note}"),
        "admission_stale": _("Facts of {customer} are {days} days old: check admission again"),
        "admission_answered": _("The admission check of {customer} that you asked for: {result}"),
        "override_ended": _("The override of {customer} ended on {day}; the rules say: {result}"),
        "customer_frozen": _("{customer} is frozen: {reason}"),
        "credit_case": _("{customer}: {what} is held back by credit, decide on {number}"),
        "credit_case_released": _("{what} of {customer} may pass until {expires_on} ({number})"),
        "credit_case_declined": _("{what} of {customer} stays held back ({number}): {reason}"),
        "credit_case_expired": _("The credit case {number} about {what} of {customer} has expired"),
        "credit_over_limit": _("{customer} goes {over} beyond its credit"),
        "limit_review": _("Review the credit limit of {holder}, which ends on {valid_until}"),
        "restriction_proposed": _("{restriction} proposed for {customer}: {reason}"),
        "restriction_review": _("{restriction} of {customer}: does it still have to be?"),
        "customer_blacklisted": _("{customer} is on the blacklist: {reason}"),
    }
)

coded({"admission_answered": {"result": Verdict}, "override_ended": {"result": Verdict}})
