"""Where approvals are."""

from approvals.api.views import ApprovalViewSet


def register(router):
    """Called by l2cplat.api."""
    router.register("approvals", ApprovalViewSet, basename="approvals")
