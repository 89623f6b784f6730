"""The word and the picture of every to-do: nobody is asked just to open something."""

from core import icons
from core.attention import TEXTS
from insights.selectors.todo_ways import OPEN, PLAIN, WAYS, way_of

# Kinds that only tell; with one's own notes, which go by the plain way.
TOLD = {
    "absence.deputy", "admission_answered", "commitment_overdue", "confirmation_agrees", "corrective_done",
    "corrective_escalated", "corrective_overdue", "credit_case_declined", "credit_case_expired",
    "credit_case_released", "customer_blacklisted", "customer_frozen", "deal.stand_in", "dispute_overdue",
    "dispute_resolved", "dunning_late", "handover.commitment", "handover.finished", "handover.received",
    "handover.request", "import.finished", "import.taken_back", "invoice_credited", "invoice_issued",
    "invoice_void", "ledger_export_done", "legal_request_declined", "line_answered", "note.mention",
    "order.promised", "overdue_2", "overdue_3", "overdue_4", "overdue_5", "overdue_6", "override_ended",
    "promise_broken_told", "provision_calculated", "reconcile_due", "run_finished", "statement.asks",
    "statement.failed", "statement.read", "statement_answered", "survey_answered", "todo.given", "todo.own",
    "user.password_renewed", "user.password_reset", "user.second_step_reset", "user.signed_out",
}  # fmt: skip


def test_every_kind_of_todo_has_a_word_and_a_picture_of_its_own():
    plain = [kind for kind in sorted(set(TEXTS) - TOLD) if way_of(kind) is PLAIN or way_of(kind)[0] == OPEN]

    assert plain == []
    assert [icon for _word, icon in WAYS.values() if not icons.paths(icon)] == []


def test_what_is_told_only_is_no_way_of_its_own():
    assert sorted(TOLD & set(WAYS)) == [] and set(TEXTS) >= TOLD
