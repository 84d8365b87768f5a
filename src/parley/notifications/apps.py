from django.apps import AppConfig, apps


class NotificationsConfig(AppConfig):
    name = "parley.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.notifications import (
            checks,  # noqa: F401 - registers itself; models are ready only now
            newsletters,
        )
        from parley.notifications.handlers import consumer
        from parley.outbox.consumers import register_consumer

        register_consumer(consumer)
        register_consumer(newsletters.consumer)
        if apps.is_installed("anymail"):
            from parley.notifications.bounces.providers import listen_to_providers

            listen_to_providers()
