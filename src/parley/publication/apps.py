from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "parley.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.outbox.consumers import register_consumer
        from parley.publication.handlers import consumer  # also connects Wagtail's signals

        register_consumer(consumer)
