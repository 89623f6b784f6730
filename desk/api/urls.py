"""Where to-dos, notices, notes and papers are."""

from desk.api.views import AttachmentViewSet, NoteViewSet, NoticeViewSet, SavedViewViewSet, TodoViewSet


def register(router):
    """Called by l2cplat.api."""
    router.register("todos", TodoViewSet, basename="todos")
    router.register("notices", NoticeViewSet, basename="notices")
    router.register("notes", NoteViewSet, basename="notes")
    router.register("attachments", AttachmentViewSet, basename="attachments")
    router.register("saved-views", SavedViewViewSet, basename="saved-views")
