from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "parley.conversation"
    label = "conversation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.conversation import checks  # noqa: F401 - registers the checks
