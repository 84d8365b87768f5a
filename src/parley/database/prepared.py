"""Queries written with Django's ORM, whose SQL is built once for each kind of database.

Building the SQL of a query costs the ORM 0.3 to 0.7 ms, asking SQLite 0.03. A comment that arrives asks some forty
small things, always the same: `docs/explanation/speed.md` has the figures. A prepared query is an ordinary queryset,
made by a function whose arguments are the values that differ:

    _waiting = Prepared(lambda thread_id: Comment.objects.filter(thread=thread_id, status="pending"))
    _waiting(7)  # a list of comments

What the function reads beside its arguments is read once: it must not depend on settings or on the time of day.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import UpdateQuery

T = TypeVar("T")
Row = tuple[Any, ...]


class Slot(Expression):
    """Stands in a query for a value that is given later."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def resolve_expression(self, *_args: Any, **_kwargs: Any) -> "Slot":
        return self


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with its parameters, some of which are slots."""

    sql: str
    params: Row

    def run(self, database: Any, values: Row) -> tuple[list[Row], int]:
        """The rows, and how many were changed."""
        adapt = database.ops.adapt_datetimefield_value
        adapted = [adapt(value) if isinstance(value, datetime) else value for value in values]
        return _run(database, self.sql, [adapted[p.number] if isinstance(p, Slot) else p for p in self.params])


def _run(database: Any, sql: str, params: list[Any]) -> tuple[list[Row], int]:
    """Ask the database. SQLite is asked without Django's cursor where nobody listens to that: it rewrites each
    statement by a regular expression, and the wrappers cost more than most answers."""
    if database.vendor != "sqlite" or database.queries_logged or database.execute_wrappers:
        with database.cursor() as cursor:
            cursor.execute(sql, params)
            return (list(cursor.fetchall()) if cursor.description else []), cursor.rowcount
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        cursor = database.connection.execute(_with_question_marks(sql), params)
        return cursor.fetchall(), cursor.rowcount


@cache
def _with_question_marks(sql: str) -> str:
    """The placeholders as SQLite writes them; there is no other '%' in the ORM's statements but '%%'."""
    return sql.replace("%s", "?").replace("%%", "%")


def in_slots(values: Iterable[T], most: int = 64) -> Iterator[tuple[T, ...]]:
    """Values in portions of 1, 2, 4 … `most`, the last one repeated where there are fewer: for conditions with IN, so
    that few statements serve all numbers."""
    values = list(values)
    for start in range(0, len(values), most):
        some = values[start : start + most]
        size = 1 << (len(some) - 1).bit_length()
        yield (*some, *[some[-1]] * (size - len(some)))


class Prepared(Generic[T]):
    """A read. The result is a list: of models, or of what `values_list` gives."""

    def __init__(self, build: Callable[..., QuerySet[Any, T]], arity: int | None = None) -> None:
        """`arity`: how many values there are, for a function that takes any number."""
        self._build = build
        self._arity = len(inspect.signature(build).parameters) if arity is None else arity
        self._made: dict[str, _Reading] = {}

    def __call__(self, *values: object) -> list[T]:
        database = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks it up at each word
        reading = self._made.get(database.vendor) or self._make()
        rows, _changed = reading.statement.run(database, values)
        return list(reading.read(rows)) if rows else []

    def first(self, *values: object) -> T | None:
        """The first row, or None. The query itself limits itself to one, where more could match."""
        return next(iter(self(*values)), None)

    def raw(self, *values: object) -> list[Row]:
        """The rows as the database gives them, without any conversion."""
        database = connections[DEFAULT_DB_ALIAS]
        reading = self._made.get(database.vendor) or self._make()
        return reading.statement.run(database, values)[0]

    def from_raw(self, rows: list[Row]) -> list[T]:
        """What `raw` gave, as it would have been."""
        reading = self._made.get(connection.vendor) or self._make()
        return list(reading.read(rows))

    def _make(self) -> "_Reading":
        made = self._made[connection.vendor] = _Reading(self._build(*map(Slot, range(self._arity))))
        return made


class _Reading:
    """A compiled query, and how its rows become results: as the ORM does it, but looked up once."""

    def __init__(self, queryset: Any) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self.statement = _Statement(sql, tuple(params))
        self._converters = [
            (position, converters, expression)
            for position, (converters, expression) in compiler.get_converters(
                [column for column, _sql, _alias in compiler.select]
            ).items()
        ]
        self._is_flat = bool(queryset._fields) and "Flat" in queryset._iterable_class.__name__
        self._models = queryset._iterable_class is ModelIterable
        self._annotations = dict(compiler.annotation_col_map or {})
        if self._models:
            info = compiler.klass_info
            fields = info["select_fields"]
            self._model = info["model"]
            self._columns = slice(fields[0], fields[-1] + 1)
            self._names = [column[0].target.attname for column in compiler.select[self._columns]]
            self._related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]  # stubs of Django 6

    def read(self, rows: list[Row]) -> Iterator[Any]:
        database = connections[DEFAULT_DB_ALIAS]
        for row in rows:
            values = list(row)
            for position, converters, expression in self._converters:
                for converter in converters:
                    values[position] = converter(values[position], expression, database)
            if self._models:
                yield self._instance(values)
            else:
                yield values[0] if self._is_flat else tuple(values)

    def _instance(self, values: list[Any]) -> Model:
        made: Model = self._model.from_db(connection.alias, self._names, values[self._columns])
        for related in self._related:
            related.populate(values, made)
        for name, position in self._annotations.items():
            setattr(made, name, values[position])
        return made


class PreparedUpdate:
    """A change of rows. The function gives the rows, and what their fields become. Returns how many rows there were."""

    def __init__(self, build: Callable[..., tuple[QuerySet[Any], dict[str, Any]]], arity: int | None = None) -> None:
        self._build = build
        self._arity = len(inspect.signature(build).parameters) if arity is None else arity
        self._made: dict[str, _Statement] = {}

    def __call__(self, *values: object) -> int:
        database = connections[DEFAULT_DB_ALIAS]
        statement = self._made.get(database.vendor) or self._make()
        return statement.run(database, values)[1]

    def _make(self) -> _Statement:
        rows, changes = self._build(*map(Slot, range(self._arity)))
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        query.annotations = {}
        query.clear_ordering(force=True)
        sql, params = query.get_compiler(connection=connection).as_sql()
        made = self._made[connection.vendor] = _Statement(sql, tuple(params))
        return made


_inserts: dict[tuple[str, type[Model], str], tuple[str, list[Any]]] = {}


def insert(row: Model, *, replacing: str = "") -> None:
    """Write a new row whose id the database gives, as `bulk_create` would: no signal is sent.

    `replacing`: the name of a unique field; a row with the same value takes the others of this one.
    """
    model, database = type(row), connections[DEFAULT_DB_ALIAS]
    found = _inserts.get((database.vendor, model, replacing))
    if found is None:
        found = _inserts[database.vendor, model, replacing] = _insert_of(model, replacing)
    sql, fields = found
    values = [field.get_db_prep_save(field.pre_save(row, add=True), database) for field in fields]
    ((row.pk,),) = _run(database, sql, values)[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _insert_of(model: type[Model], replacing: str) -> tuple[str, list[Any]]:
    quote = connection.ops.quote_name
    meta: Any = model._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(quote(field.column) for field in fields)
    slots = ", ".join(["%s"] * len(fields))
    key = quote(meta.pk.column)
    conflict = ""
    if replacing:
        others = (quote(field.column) for field in fields if field.name != replacing)
        taken = ", ".join(f"{column} = excluded.{column}" for column in others)
        conflict = f" ON CONFLICT ({quote(meta.get_field(replacing).column)}) DO UPDATE SET {taken}"
    table = quote(meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({slots}){conflict} RETURNING {key}", fields  # noqa: S608 - names
