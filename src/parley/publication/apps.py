from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "parley.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.publication import handlers  # noqa: F401 - connects Wagtail's signals
