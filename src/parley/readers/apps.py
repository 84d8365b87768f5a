from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "parley.readers"
    label = "readers"
    default_auto_field = "django.db.models.BigAutoField"
