"""The papers of statements and confirmation letters as downloads, for pages and API."""

from django.http import FileResponse, HttpResponse

from core.upload import serve
from receivables.services.balance_documents import paper_of
from receivables.services.balance_papers import PDF, pdf_kept, pdf_name


def pdf_answer(record) -> HttpResponse | FileResponse:
    """The paper that was kept, or one made for this look."""
    kept = pdf_kept(record)
    if kept is not None:
        return serve(kept)
    response = HttpResponse(paper_of(record), content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="{pdf_name(record)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
