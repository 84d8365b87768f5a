from django.apps import AppConfig


class MaterializerConfig(AppConfig):
    name = "parley.materializer"
    label = "materializer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.materializer.handlers import consumer
        from parley.outbox.consumers import register_consumer

        register_consumer(consumer)
