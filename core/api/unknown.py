"""Addresses under /api/ that do not exist."""

from django.http import Http404
from django.views.decorators.csrf import csrf_exempt

from core.api.problems import problem_response
from core.refusals import refusal_of


@csrf_exempt
def unknown_address(request):
    """404 as a problem, whatever the method; the same for somebody who is not signed in."""
    return problem_response(refusal_of(Http404()), request.path)
