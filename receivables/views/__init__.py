"""Pages of this app, by what people do on them."""

from receivables.views.ladder import ladder
from receivables.views.matching import (
    StatementList,
    StatementPage,
    allocate_line,
    import_file,
    park_line,
    reverse_allocation,
    unpark_line,
)
from receivables.views.records import InvoiceList, InvoicePage, ReceivableList, ReceivablePage, ask_invoice
from receivables.views.reports import ageing_page

__all__ = [
    "InvoiceList", "InvoicePage", "ReceivableList", "ReceivablePage", "StatementList", "StatementPage", "ageing_page",
    "allocate_line", "ask_invoice", "import_file", "ladder", "park_line", "reverse_allocation", "unpark_line",
]  # fmt: skip
