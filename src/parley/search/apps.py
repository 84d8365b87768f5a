from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "parley.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.outbox.consumers import register_consumer
        from parley.search.handlers import consumer

        register_consumer(consumer)
