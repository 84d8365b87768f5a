from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "parley.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parley.conversation.house_names import register_house_names
        from parley.outbox.consumers import register_consumer
        from parley.publication.handlers import consumer  # also connects Wagtail's signals
        from parley.publication.queries import names_of_the_house

        register_consumer(consumer)
        register_house_names("publication", names_of_the_house)
