"""A form sent twice does one thing: the second time leads where the first one led (decision 32).

Forms carry `{% once %}` (components/form.html does it for them); the answer is kept with the first one's changes.
"""

from django.http import HttpResponseRedirect

from core.idempotency import body_hash, replay_or_claim, store

OWN_FIELDS = ("once", "csrfmiddlewaretoken")


class OncePerForm:
    """Middleware inside the tenant's transaction: a refused form frees its mark, an accepted one keeps its answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        mark = self._mark(request)
        if mark is None:
            return self.get_response(request)
        before = replay_or_claim(request.actor, request.path, *mark)
        if before is not None:
            return see_other(before.headers["Location"])
        response = self.get_response(request)
        if response.status_code in (302, 303):
            where = {"Location": response["Location"]}
            store(request.actor, request.path, *mark, status=200, body=None, headers=where)
        return response

    def _mark(self, request):
        """(key, digest) of a marked form; other content under the same mark (back, change, send) is another form."""
        if request.method != "POST" or request.actor is None or request.path.startswith("/api/"):
            return None
        once = request.POST.get("once", "")[:64]
        if not once or not once.isprintable():
            return None
        content = {
            name: request.POST.getlist(name) for name in sorted(request.POST) if name not in OWN_FIELDS
        }
        digest = body_hash(content, request.FILES)
        return f"{once}:{digest[:40]}", digest


def see_other(url: str) -> HttpResponseRedirect:
    """Go there by GET."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
