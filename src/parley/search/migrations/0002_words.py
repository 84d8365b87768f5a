"""The tables of words: full-text search is not Django's, and each database has its own."""

from django.db import migrations

TABLES = ("search_article_words", "search_comment_words")


def make(apps, editor):
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(title, standfirst, body, "
                "tokenize=\"unicode61 remove_diacritics 0\")"
            )
            # What was erased must not be found in the file either. A table without content would be half the size,
            # but cannot do this: it keeps deleted words until some later merge.
            editor.execute(f"INSERT INTO {table}({table}, rank) VALUES('secure-delete', 1)")
        else:
            editor.execute(f"CREATE TABLE {table} (place bigint PRIMARY KEY, vector tsvector NOT NULL)")
            editor.execute(f"CREATE INDEX {table}_found ON {table} USING gin (vector)")


def drop(apps, editor):
    for table in TABLES:
        editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):

    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
