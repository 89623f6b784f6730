"""Papers as downloads: whoever sees the record may read its papers."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from core.upload import serve
from desk.models import Attachment
from desk.papers import may_read


def paper(request, pk):
    """The file, as an attachment that the browser neither runs nor guesses at."""
    found = get_object_or_404(Attachment, pk=pk)
    if not may_read(found, request.actor):
        raise Http404
    return serve(found)
