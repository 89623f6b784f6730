"""Where to-dos, notices and papers are."""

from desk.api.views import AttachmentViewSet, NoticeViewSet, SavedViewViewSet, TodoViewSet


def register(router):
    """Called by l2cplat.api."""
    router.register("todos", TodoViewSet, basename="todos")
    router.register("notices", NoticeViewSet, basename="notices")
    router.register("attachments", AttachmentViewSet, basename="attachments")
    router.register("saved-views", SavedViewViewSet, basename="saved-views")
