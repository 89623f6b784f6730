from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from core import attention
        from desk import sentences, sight, tasks  # noqa: F401  (tasks registers the outbox handlers)
        from desk.services.attention import close_todos, notify, todo

        attention.register(todo=todo, close_todos=close_todos, notify=notify)
        sentences.install()
        sight.install()
