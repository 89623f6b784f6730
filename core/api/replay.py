"""Idempotency-Key: the same POST within a day gets the first answer again (decision 32)."""

import json

from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from core import idempotency

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT = ("Location", "ETag")


def answered_once(request, by, answer) -> Response:
    """`answer()`, unless this caller's key was answered before. Raises IdempotencyBusy or IdempotencyMismatch."""
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None:
        return answer()

    route = request.path
    digest = idempotency.body_hash(request.data, request.FILES)
    stored = idempotency.replay_or_claim(by, route, key, digest)
    if stored is not None:
        return Response(stored.body, status=stored.status, headers={**stored.headers, REPLAYED: "true"})
    response = answer()
    if 200 <= response.status_code < 300:
        content = json.loads(json.dumps(response.data, cls=JSONEncoder))
        kept = {name: response[name] for name in KEPT if name in response}
        idempotency.store(by, route, key, digest, status=response.status_code, body=content, headers=kept)
    return response
