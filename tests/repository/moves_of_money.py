"""The machines of receivables, payments and claims: which state has which move, and who may make it."""

from tests.repository.who_may import CHASERS, ITSELF, SALES

# As TABLE of moves_table.
MONEY = {
    "receivables.Receivable": (
        "planned open settled written_off cancelled",
        {
            "open": ("planned", ITSELF),
            "cancel": ("planned", ITSELF),
            "settle": ("open", ITSELF),
            "reopen": ("settled written_off", ITSELF),
            "take_back": ("open settled", ITSELF),
            "dispute": ("open", SALES),
            "resolve_dispute": ("open", ("finance",)),
            "start_legal": ("open", ("legal",)),
            "write_off": ("open", ("finance",)),
            "reschedule": ("open", ("finance",)),
            "agree_discount": ("open", ("finance",)),
            "credit": ("open", ("finance",)),
            "rejoin": ("open", ITSELF),
        },
    ),
    "receivables.Promise": (
        "open kept partly broken withdrawn",
        {
            "keep": ("open partly broken", ITSELF),
            "keep_in_part": ("open kept broken", ITSELF),
            "fail": ("open kept partly", ITSELF),
            "withdraw": ("open", CHASERS),
        },
    ),
    "receivables.Dispute": (
        "open in_review accepted partly rejected withdrawn",
        {
            "review": ("open", ("finance", "owner")),
            "accept": ("open in_review", ("finance",)),
            "accept_in_part": ("open in_review", ("finance",)),
            "reject": ("open in_review", ("finance",)),
            "withdraw": ("open in_review", CHASERS),
        },
    ),
    "receivables.LateCause": (
        "stated confirmed returned dropped",
        {
            "confirm": ("stated", ("finance",)),
            "send_back": ("stated confirmed", ("finance",)),
            "restate": ("returned", CHASERS),
            "drop": ("stated returned", CHASERS),
        },
    ),
    "receivables.CorrectiveAction": (
        "open done dropped",
        {
            "finish": ("open", ("finance", "sales_manager", "owner")),
            "hand_on": ("open", ("finance", "sales_manager", "owner")),
            "drop": ("open", ("finance",)),
        },
    ),
    "receivables.LegalRequest": (
        "proposed accepted declined lapsed",
        {
            "accept": ("proposed", ("legal",)),
            "decline": ("proposed", ("legal",)),
            "lapse": ("proposed", ITSELF),
        },
    ),
    "receivables.LegalCase": (
        "letter mediation suit judgment enforcement closed",
        {
            "mediate": ("letter", ("legal", "owner")),
            "sue": ("letter mediation", ("legal", "owner")),
            "judge": ("mediation suit", ("legal", "owner")),
            "enforce": ("judgment", ("legal", "owner")),
            "close": ("letter mediation suit judgment enforcement", ("legal", "owner")),
        },
    ),
    "receivables.Invoice": (
        "requested issued credited void",
        {
            "request": ("requested void", ("finance", "ar seat")),
            "issue": ("requested", ("finance",)),
            "credit": ("issued", ("finance",)),
            "credit_part": ("issued", ITSELF),
            "void": ("requested issued", ("finance",)),
        },
    ),
    "receivables.Receipt": (
        "received endorsed discounted collected dishonoured cancelled",
        {
            "endorse": ("received", ("finance",)),
            "discount": ("received", ("finance",)),
            "collect": ("received endorsed discounted", ("finance",)),
            "dishonour": ("received endorsed discounted", ("finance",)),
            "cancel": ("received", ("finance",)),
        },
    ),
    "receivables.AccountingMonth": (
        "open closed",
        {"close": ("open", ("finance",)), "reopen": ("closed", ("finance",))},
    ),
    "receivables.BankStatement": (
        "imported held discarded",
        {"release": ("held", ("finance",)), "discard": ("held", ("finance",))},
    ),
    "receivables.ProvisionRun": (
        "draft approved posted reversed",
        {
            "recalculate": ("draft", ("finance",)),
            # The world's finance person prepared it: another one approves (test_provision_runs).
            "approve": ("draft", ()),
            "send_back": ("approved", ("finance",)),
            "post": ("approved", ("finance",)),
            "reverse": ("posted", ("finance",)),
        },
    ),
    "receivables.SpecificProvision": (
        "proposed doubtful bad ended declined",
        {
            "accept": ("proposed", ("finance",)),
            "decline": ("proposed", ("finance",)),
            "mark_bad": ("doubtful", ("finance",)),
            "end": ("doubtful bad", ("finance",)),
        },
    ),
    "receivables.AccountStatement": (
        "made sent confirmed promised disputed unanswered withdrawn",
        {
            "send": ("made", ("finance", "owner")),
            "send_again": ("sent unanswered", ("finance", "owner")),
            "confirm": ("sent unanswered", ITSELF),
            "promise": ("sent unanswered", ITSELF),
            "dispute": ("sent unanswered", ITSELF),
            "lapse": ("sent", ITSELF),
            "withdraw": ("made sent unanswered", ("finance", "owner")),
        },
    ),
    "receivables.ConfirmationLetter": (
        "made sent confirmed differs unanswered withdrawn",
        {
            "send": ("made", ("finance", "owner")),
            "confirm": ("sent unanswered", ("finance", "owner")),
            "differ": ("sent unanswered", ("finance", "owner")),
            "lapse": ("sent", ITSELF),
            "withdraw": ("made sent unanswered", ("finance", "owner")),
        },
    ),
    "receivables.InsuranceClaim": (
        "prepared reported claimed paid refused closed",
        {
            "report": ("prepared", ("credit",)),
            "claim": ("reported", ("credit",)),
            "pay": ("claimed", ("credit",)),
            "take_back": ("paid", ("credit",)),
            "refuse": ("reported claimed", ("credit",)),
            "close": ("prepared reported refused paid", ("credit",)),
        },
    ),
}
