"""Pages of this app, by what people do on them."""

from receivables.views.bench_actions import (
    ask_ar,
    cancel_run,
    park_share,
    post_certain,
    run_progress,
    split_line,
    start_run,
    undo,
)
from receivables.views.invoices import InvoiceBilling, InvoiceList, InvoiceNew, InvoicePage, ask_invoice
from receivables.views.ladder import ladder
from receivables.views.matching import (
    StatementPage,
    all_lines,
    allocate_line,
    park_line,
    reverse_allocation,
    take_back,
    unpark_line,
)
from receivables.views.questions import question_page
from receivables.views.records import ReceivableList, ReceivablePage
from receivables.views.reports import ageing_page
from receivables.views.statements import (
    StatementList,
    account_change,
    accounts,
    import_cancel,
    import_explain,
    import_file,
    import_page,
    layout_change,
)

__all__ = [
    "InvoiceBilling", "InvoiceList", "InvoiceNew", "InvoicePage",
    "ReceivableList", "ReceivablePage",
    "StatementList", "StatementPage", "ageing_page",
    "all_lines", "allocate_line", "ask_invoice", "import_file", "ladder", "park_line", "reverse_allocation",
    "take_back", "unpark_line",
]  # fmt: skip
__all__ += ["account_change", "accounts", "import_cancel", "import_explain", "import_page", "layout_change"]
__all__ += [
    "ask_ar", "cancel_run", "park_share", "post_certain", "question_page", "run_progress", "split_line", "start_run",
    "undo",
]  # fmt: skip
