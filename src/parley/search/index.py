"""The words of entries, in the full-text search of the database: FTS5 of SQLite, tsvector of PostgreSQL. Migration 0002
makes their tables.

An index for each kind, so that a million comments do not slow down the search over articles. Both hold stems only
(`words.py`), which no reader ever sees, and nothing from which a text could be read back in order of its letters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from parley.search.models import Entry
from parley.search.words import stems

TABLES = {Entry.Kind.ARTICLE.value: "search_article_words", Entry.Kind.COMMENT.value: "search_comment_words"}

_FIELDS = ("title", "standfirst", "body")
_WEIGHTS = (8.0, 3.0, 1.0)
_LETTERS = "ABC"
_PG_WEIGHTS = "{0.0, 0.1, 0.3, 1.0}"  # of D, C, B, A
_PG_LAST_PLACE = 16_383


@dataclass(frozen=True, slots=True)
class Sought:
    """A question: words that must all be there, phrases in their order, words that must not. As stems, each in every
    language of the site's entries: ((("run",), ("lauf",)), …)."""

    phrases: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """For each wanted word or phrase its forms; a form is one stem or several in a row."""
    without: tuple[tuple[tuple[str, ...], ...], ...] = ()


def write_words(entry: Entry, fields: Mapping[str, str]) -> None:
    """Put the words of an entry into the index, in place of what was there. `fields`: title, standfirst, body."""
    table = TABLES[entry.kind]
    words = [stems(fields.get(name, ""), entry.language) for name in _FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {_key()} = %s", [entry.pk])  # noqa: S608 - names of our own
        if connection.vendor == "sqlite":
            cursor.execute(
                f"INSERT INTO {table}(rowid, {', '.join(_FIELDS)}) VALUES (%s, %s, %s, %s)",  # noqa: S608
                [entry.pk, *(" ".join(found) for found in words)],
            )
        else:
            cursor.execute(
                f"INSERT INTO {table}(entry_id, vector) VALUES (%s, %s::tsvector)",  # noqa: S608
                [entry.pk, _vector(words)],
            )


def drop_words(kind: str, entry_ids: Sequence[int]) -> None:
    """Take entries out of the index."""
    if entry_ids:
        marks = ", ".join(["%s"] * len(entry_ids))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLES[kind]} WHERE {_key()} IN ({marks})", list(entry_ids))  # noqa: S608


def matching(kind: str, sought: Sought, filters: Mapping[str, Any], *, start: int, count: int) -> list[int]:
    """Ids of entries that answer, the best first. `filters`: section, year, author; absent ones filter nothing."""
    table, (where, values) = TABLES[kind], _where(filters)
    if connection.vendor == "sqlite":
        rank = f"bm25({table}, {', '.join(map(str, _WEIGHTS))})"
        sql = (
            f"SELECT e.id FROM {table} JOIN search_entry e ON e.id = {table}.rowid "  # noqa: S608 - values are parameters
            f"WHERE {table} MATCH %s{where} ORDER BY {rank}, e.id DESC LIMIT %s OFFSET %s"
        )
        parameters = [_fts5(sought), *values, count, start]
    else:
        sql = (
            f"SELECT e.id FROM {table} w JOIN search_entry e ON e.id = w.entry_id "  # noqa: S608
            f"WHERE w.vector @@ %s::tsquery{where} "
            f"ORDER BY ts_rank('{_PG_WEIGHTS}', w.vector, %s::tsquery, 1) DESC, e.id DESC LIMIT %s OFFSET %s"
        )
        parameters = [_tsquery(sought), *values, _tsquery(sought), count, start]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def count_matching(kind: str, sought: Sought, filters: Mapping[str, Any], *, most: int) -> int:
    """How many entries answer; the count stops at `most`."""
    table, (where, values) = TABLES[kind], _where(filters)
    if connection.vendor == "sqlite":
        found = f"FROM {table} JOIN search_entry e ON e.id = {table}.rowid WHERE {table} MATCH %s{where}"
        parameters = [_fts5(sought), *values, most]
    else:
        found = f"FROM {table} w JOIN search_entry e ON e.id = w.entry_id WHERE w.vector @@ %s::tsquery{where}"
        parameters = [_tsquery(sought), *values, most]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 {found} LIMIT %s) found", parameters)  # noqa: S608
        return int(cursor.fetchone()[0])


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "entry_id"


def _where(filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    clauses, values = [], []
    for name in ("section", "year"):
        if filters.get(name):
            clauses.append(f" AND e.{name} = %s")
            values.append(filters[name])
    if filters.get("author"):
        clauses.append(" AND EXISTS (SELECT 1 FROM search_entryauthor a WHERE a.entry_id = e.id AND a.slug = %s)")
        values.append(filters["author"])
    return "".join(clauses), values


def _fts5(sought: Sought) -> str:
    """Stems are letters and digits only, so the quotes hold."""
    wanted = " AND ".join(_fts5_forms(forms) for forms in sought.phrases)
    return "".join([f"({wanted})", *(f" NOT {_fts5_forms(forms)}" for forms in sought.without)])


def _fts5_forms(forms: Sequence[Sequence[str]]) -> str:
    return f"({' OR '.join(chr(34) + ' '.join(form) + chr(34) for form in forms)})"


def _tsquery(sought: Sought) -> str:
    wanted = " & ".join(_tsquery_forms(forms) for forms in sought.phrases)
    return "".join([f"({wanted})", *(f" & !{_tsquery_forms(forms)}" for forms in sought.without)])


def _tsquery_forms(forms: Sequence[Sequence[str]]) -> str:
    return f"({' | '.join(_tsquery_form(form) for form in forms)})"


def _tsquery_form(form: Sequence[str]) -> str:
    return f"({' <-> '.join(chr(39) + stem + chr(39) for stem in form)})"


def _vector(words: Sequence[Sequence[str]]) -> str:
    """A tsvector with the places and the field of each word; a gap between the fields keeps phrases apart."""
    places: dict[str, list[str]] = {}
    at = 1
    for letter, field in zip(_LETTERS, words, strict=True):
        for stem in field:
            if at <= _PG_LAST_PLACE:
                places.setdefault(stem, []).append(f"{at}{letter}")
            else:
                places.setdefault(stem, [])
            at += 1
        at += 10
    return " ".join(f"'{stem}'" + (f":{','.join(found[:255])}" if found else "") for stem, found in places.items())
