from django.apps import AppConfig


class ParleyConfig(AppConfig):
    name = "parley.config"
    label = "parley"

    def ready(self) -> None:
        from parley.config import checks, sqlite  # noqa: F401 - checks register themselves

        sqlite.refuse_unsound_sqlite()
