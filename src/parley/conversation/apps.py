from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConversationConfig(AppConfig):
    name = "parley.conversation"
    label = "conversation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.conversation import checks  # noqa: F401 - registers the checks
        from parley.conversation.log_guard import guard_decision_log

        post_migrate.connect(guard_decision_log, sender=self, dispatch_uid="parley.guard_decision_log")
