"""The words of what happens here: timeline sentences, to-dos and notices."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.coded import coded
from core.events import sentences
from receivables.claim_states import CauseCode, RequestKind

sentences(
    {
        "receivable.opened": _("{actor} opened {number} {name}, {money}"),
        "ledger_export.asked": _("{actor} asked for {name}"),
        "ledger_export.finished": _("{name} is done: {vouchers} vouchers of {entries} entries"),
        "ledger_export.cancelled": _("{actor} cancelled {name}"),
        "book_account.updated": _("{actor} set account {code} {name}"),
        "book_posting.updated": _("{actor} set the accounts of {entry}: {debit} / {credit}"),
        "receivable.taken_over": _("{actor} took over {number} {name}, {money}"),
        "receivable.taken_back": _("{actor} took the receivable back"),
        "invoice.taken_over": _("{actor} took over invoice {number}, {money}"),
        "bank_line.taken_over": _("{actor} took over a receipt of {money}"),
        "bank_line.taken_back": _("{actor} took the receipt back"),
        "receivable.settled": _("{actor} settled the receivable"),
        "receivable.reopened": _("{actor} re-opened the receivable"),
        "receivable.cancelled": _("{actor} cancelled {number} {name}, {money}"),
        "receivable.updated": _("{actor} changed the receivable"),
        "receivable.disputed": _("{actor} recorded a dispute of {amount}: {reason}"),
        "receivable.dispute_resolved": _("{actor} resolved the dispute"),
        "receivable.legal_started": _("{actor} started legal action"),
        "receivable.written_off": _("{actor} wrote off {money}"),
        "receivable.overdue": _("{number} is {days} days overdue: dunning level {level}"),
        "payment.matched": _("{actor} allocated {amount} to {receivable}"),
        "payment.reversed": _("{actor} reversed {amount}: {reason}"),
        "bank_line.parked": _("{actor} parked {amount}"),
        "bank_line.unparked": _("{actor} put the line back"),
        "statement.imported": _("{actor} imported {file}, {count} new lines"),
        "statement.brought": _("{actor} brought the file {file}"),
        "statement.cancelled": _("{actor} cancelled the import of {file}"),
        "statement_layout.removed": _("{actor} removed the mapping of {bank}"),
        "bank_account.updated": _("{actor} changed the bank account"),
        "statement.released": _("{actor} released {file}: {reason}"),
        "statement.discarded": _("{actor} discarded {file}: {reason}"),
        "invoice.requested": _("{actor} asked for an invoice of {money}"),
        "invoice.issued": _("{actor} issued invoice {number}, {money}"),
        "invoice.credited": _("{actor} credited the invoice: {reason}"),
        "invoice.partly_credited": _("{actor} credited {taken} of the invoice by {credit_note}: {reason}"),
        "invoice.credit_note_issued": _("{actor} issued credit note {number} to {credited}: {reason}"),
        "invoice.updated": _("{actor} changed the request"),
        "receivable.credited": _("{actor} took {money} off {number} by a credit note: {reason}"),
        "invoice.voided": _("{actor} voided the invoice"),
        "dispute.opened": _("{actor} opened a dispute of {amount} over {number}: {reason}"),
        "dispute.in_review": _("{actor} took the dispute into review"),
        "dispute.accepted": _("{actor} accepted the dispute: {reason}"),
        "dispute.accepted_in_part": _("{actor} accepted {amount} of the dispute: {reason}"),
        "dispute.rejected": _("{actor} rejected the dispute: {reason}"),
        "dispute.withdrawn": _("{actor} ended the dispute: {reason}"),
        "cause.stated": _("{actor} stated why {amount} of {number} is late: {cause}"),
        "cause.confirmed": _("{actor} confirmed the cause"),
        "cause.returned": _("{actor} sent the cause back: {reason}"),
        "cause.stated_again": _("{actor} stated the cause again: {evidence}"),
        "cause.dropped": _("{actor} dropped the cause: {reason}"),
        "corrective_action.opened": _(
            "{actor} opened a corrective action for {number}, due {due_on}: {text}"
        ),
        "corrective_action.done": _("{actor} closed the corrective action: {evidence}"),
        "corrective_action.handed_on": _("{actor} handed the corrective action on to {to}"),
        "corrective_action.dropped": _("{actor} dropped the corrective action: {reason}"),
        "legal_case.opened": _("{actor} opened legal case {number}: {reason}"),
        "legal_case.covers": _("{actor} took {number} into the case: {amount}"),
        "legal_case.cost": _("{actor} noted a cost of {amount}: {note}"),
        "legal_case.mediated": _("{actor} began mediation on {on}"),
        "legal_case.filed": _("{actor} filed suit on {on} at {court} {docket}"),
        "legal_case.judged": _("{actor} recorded the judgment of {on}: {awarded}"),
        "legal_case.enforced": _("{actor} began enforcement on {on}"),
        "legal_case.closed": _("{actor} closed the case: {reason}"),
        "promise.made": _("{actor} noted a promise to pay {amount} of {number} by {promised_on} {told_by}"),
        "promise.kept": _("The promise was kept: {received} came"),
        "promise.partly_kept": _("The promise was kept in part: {received} came"),
        "promise.broken": _("The promise was broken"),
        "promise.withdrawn": _("{actor} withdrew the promise: {reason}"),
        "receivable.rejoined": _("{actor} took the part back into the whole"),
        "receivable.rescheduled": _("{actor} rescheduled {money} into {parts}: {reason}"),
        "receivable.discount_agreed": _(
            "{actor} agreed an early-payment discount of {percent}% until {until}"
        ),
        "receivable.lowered": _("{actor} credited {amount}: {reason}"),
        "receivable.entry_undone": _("{actor} undid an entry of {amount}: {reason}"),
        "receipt.recorded": _("{actor} recorded {number} {bill} of {customer}, {money}"),
        "receipt.endorsed": _("{actor} endorsed the bill to {passed_to}"),
        "receipt.discounted": _("{actor} discounted the bill at {passed_to} for {proceeds}"),
        "receipt.collected": _("The bill was paid"),
        "receipt.dishonoured": _("The bill was dishonoured: {reason}"),
        "receipt.cancelled": _("{actor} cancelled the receipt: {reason}"),
        "receipt.updated": _("{actor} changed the receipt"),
        "bank_line.asked": _("{actor} asked {to}: {text}"),
        "bank_line.answered": _("{actor} answered: {text}"),
        "bank_line.split": _("{actor} split the bank line: {parts}"),
        "bank_line.part_parked": _("{actor} parked {amount} of the bank line"),
        "payer_alias.confirmed": _("{actor} confirmed the payer {value}"),
        "payer_alias.forgotten": _("{actor} removed the payer {value}"),
        "match_run.started": _("{actor} started a matching run over {count} bank lines"),
        "match_run.finished": _("The matching run is done: {posted} of {count} bank lines posted"),
        "match_run.cancelled": _("{actor} cancelled the matching run"),
        "month.closed": _("{actor} closed the books of {month}"),
        "month.reopened": _("{actor} opened the books of {month} again: {reason}"),
        "dunning_level.updated": _("{actor} set dunning level {level} to {days} days"),
        "dunning_procedure.saved": _("{actor} saved the dunning procedure {name}"),
        "dunning.procedure_chosen": _("{actor} chose the dunning procedure {procedure}: {reason}"),
        "dunning.blocked": _("{actor} stopped dunning until {until}: {reason}"),
        "dunning.unblocked": _("{actor} let dunning go on {reason}"),
        "receivable.level_skipped": _("{actor} skipped dunning level {level} of {number}: {reason}"),
        "legal_request.asked": _("{kind_} asked for: {number} is {days} days overdue"),
        "legal_request.accepted": _("{actor} took the matter to Legal {reason}"),
        "legal_request.declined": _("{actor} declined legal steps: {reason}"),
        "legal_request.lapsed": _("The request to Legal lapsed: {reason}"),
    }
)

texts(
    {
        "dunning_chase": _("Chase {customer}: {number} is {days} days overdue, {balance}"),
        "dunning_late": _("{customer} is {days} days overdue with {number}, {balance}"),
        "dunning_held": _("Shipments to {customer} are on hold: {number} is {days} days overdue, {balance}"),
        "dunning_frozen": _("{customer} is frozen: {number} is {days} days overdue, {balance}"),
        "dunning_last": _("{customer}: {number} is {days} days overdue, {balance}; decide on legal action"),
        "dunning_insurance": _(
            "Report a possible loss to the insurer by {day}: {customer}, {number} is {days} days overdue"
        ),
        "legal_request_review": _("Legal review wanted: {customer}, {number} is {days} days overdue"),
        "legal_request_action": _("Legal action proposed: {customer}, {number} is {days} days overdue"),
        "legal_request_declined": _("Legal declined steps against {customer} for {number}: {reason}"),
        "legal_case_sue": _("Legal action was accepted: file suit in {number} against {customer}"),
        "overdue_1": _("Chase {customer}: {number} is {days} days overdue, {balance}"),
        "overdue_2": _("{customer} is {days} days overdue with {number}, {balance}"),
        "overdue_3": _("Find out why {customer} does not pay {number}: {days} days overdue, {balance}"),
        "overdue_4": _("Shipments to {customer} are on hold: {number} is {days} days overdue, {balance}"),
        "overdue_5": _("{customer} is frozen: {number} is {days} days overdue, {balance}"),
        "overdue_6": _("{customer}: {number} is {days} days overdue, {balance}; decide on legal action"),
        "dispute_review": _("{customer} disputes {amount} of {number}: find out and answer"),
        "dispute_resolved": _("The dispute of {customer} over {amount} of {number} is resolved"),
        "dispute_overdue": _(
            "The dispute of {customer} over {amount} of {number} should have been resolved by {due_on}"
        ),
        "credit_note_wanted": _("Credit {amount} of {number} to {customer}: its dispute was accepted"),
        "dunning_cause": _("Find out why {customer} does not pay {number}: {days} days overdue, {balance}"),
        "cause_review": _("Review why {amount} of {number} of {customer} is late"),
        "cause_returned": _("State again why {number} of {customer} is late: {reason}"),
        "corrective_action": _("{text}: {customer} holds back {number} for it"),
        "corrective_overdue": _("Overdue since {due_on}: {text}, for {number} of {customer}"),
        "corrective_escalated": _("A week overdue: {text}, for {number} of {customer}"),
        "corrective_done": _("Mended for {number} of {customer}: {text}"),
        "legal_case_paid": _("{number} against {customer} is paid: close the case"),
        "promise_broken": _(
            "{customer} promised {amount} of {number} for {promised_on}; {received} came. Ask what is wrong."
        ),
        "promise_broken_told": _(
            "{customer} did not keep its word: {amount} of {number} promised for {promised_on}, {received} came"
        ),
        "line_asked": _("{payer} paid {amount}: {text}"),
        "line_answered": _("{payer} paid {amount}; the answer: {answer}"),
        "reconcile_due": _("{number} of {customer} falls due on {due_on}: {balance}"),
        "no_email_contact": _("{customer} has no contact with an e-mail address for {number} letters"),
        "bill_dishonoured": _("{customer}: the bill {bill} over {money} was dishonoured: {reason}"),
        "bill_due": _("The bill {bill} of {customer} over {money} is due: present it and record what came"),
        "invoice_wanted": _("Issue an invoice to {customer}: {balance}"),
        "ledger_export_done": _("{name} is ready: {count} vouchers"),
        "invoice_incomplete": _("Fill in the billing data of {customer} for an invoice of {balance}"),
        "invoice_issued": _("Invoice {number} to {customer} is issued"),
        "invoice_credited": _("Invoice {number} to {customer} is credited"),
        "statement.read": _("{file} is imported: {count} new lines"),
        "statement.asks": _("{file} can be imported when its columns are explained"),
        "statement.failed": _("{file} could not be imported"),
        "invoice_void": _("The invoice to {customer} is void"),
        "invoice_to_credit": _(
            "{receivable} of {customer} is cancelled, never to be owed: credit its invoice {number} over {balance}"
        ),
        "invoice_to_void": _(
            "{receivable} of {customer} is cancelled, never to be owed: void the invoice asked for, {balance}"
        ),
    }
)

coded({"cause.stated": {"cause": CauseCode}, "legal_request.asked": {"kind_": RequestKind}})
