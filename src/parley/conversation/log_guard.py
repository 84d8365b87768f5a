"""The decision log cannot be rewritten: the database refuses it, whoever asks.

A trigger, not a habit: a slip in an action, a shell or another program would change history without a trace. Deleting
stays possible, since a comment that is deleted for good takes its lines along, and so is forgetting who decided, when
a moderator's account is deleted. Set up after each migration, because SQLite drops triggers when a migration
rebuilds their table.
"""

from typing import Any

from django.db import connections

from parley.conversation.models import Decision

NAME = "conversation_decision_is_final"
FINAL = ("comment_id", "before", "after", "reason", "batch", "undoes", "decided_at", "cause")
"""Columns that never change once written."""

REFUSAL = "a line of the decision log is never changed"


def guard_decision_log(*, using: str, **_signal: Any) -> None:
    """Put the trigger in force, again if need be; a receiver of `post_migrate`."""
    connection = connections[using]
    table = Decision._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return  # migrated back to before there was a log
        present = {column.name for column in connection.introspection.get_table_description(cursor, table)}
        columns = ", ".join(f'"{name}"' for name in FINAL if name in present)
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}")
            cursor.execute(
                f"CREATE TRIGGER {NAME} BEFORE UPDATE OF {columns} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        else:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON {table}")
            cursor.execute(
                f"CREATE TRIGGER {NAME} BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW EXECUTE FUNCTION {NAME}()"
            )
