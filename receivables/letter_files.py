"""The papers of statements and confirmation letters as downloads, for pages and API."""

from django.http import FileResponse, HttpResponse

from core.upload import serve
from receivables.services.balance_documents import paper_of
from receivables.services.balance_papers import PDF, pdf_kept, pdf_name
from receivables.services.invoice_papers import invoice_pdf


def pdf_answer(record) -> HttpResponse | FileResponse:
    """The paper that was kept, or one made for this look."""
    kept = pdf_kept(record)
    return serve(kept) if kept is not None else _made(paper_of(record), pdf_name(record))


def invoice_pdf_answer(invoice) -> HttpResponse:
    """An invoice's paper in the language of whoever looks."""
    return _made(invoice_pdf(invoice), f"{invoice.number or 'invoice'}.pdf")


def _made(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
