from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "parley.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.api import websub
        from parley.api.handlers import consumer
        from parley.outbox.consumers import register_consumer

        register_consumer(consumer)
        register_consumer(websub.consumer)
