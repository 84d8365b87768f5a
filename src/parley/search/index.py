"""The words of entries, in the full-text search of the database: FTS5 of SQLite, tsvector of PostgreSQL. Migration 0002
makes their tables.

An index for each kind, so that a million comments do not slow down the search over articles. Both hold stems only
(`words.py`), which no reader ever sees, and nothing from which a text could be read back in order of its letters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
_AT_ONCE = 200

WINDOW = 500
"""So many of the newest answers are ranked, and can be turned over in pages."""

_FEW = 3


@dataclass(frozen=True, slots=True)
class Sought:
    """A question: words that must all be there, phrases in their order, words that must not. As stems, each in every
    language of the site's entries: ((("run",), ("lauf",)), …)."""

    phrases: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """For each wanted word or phrase its forms; a form is one stem or several in a row."""
    without: tuple[tuple[tuple[str, ...], ...], ...] = ()


def write_words(entry: Entry, fields: Mapping[str, str]) -> None:
    """Put the words of an entry into the index. `fields`: title, standfirst, body. What was there must be gone."""
    table = TABLES[entry.kind]
    words = [stems(fields.get(name, ""), entry.language) for name in _FIELDS]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"INSERT INTO {table}(rowid, {', '.join(_FIELDS)}) VALUES (%s, %s, %s, %s)",  # noqa: S608 - own names
                [entry.place, *(" ".join(found) for found in words)],
            )
        else:
            cursor.execute(
                f"INSERT INTO {table}(place, vector) VALUES (%s, %s::tsvector)",  # noqa: S608
                [entry.place, _vector(words)],
            )


def drop_words(kind: str, places: Sequence[int]) -> None:
    """Take entries out of the index."""
    key = "rowid" if connection.vendor == "sqlite" else "place"
    for at in range(0, len(places), _AT_ONCE):
        some = list(places[at : at + _AT_ONCE])
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLES[kind]} WHERE {key} IN ({marks})", some)  # noqa: S608


def matching(kind: str, sought: Sought, filters: Mapping[str, Any]) -> list[int]:
    """Ids of the entries that answer, the best first: of the WINDOW newest, and of the WINDOW newest with the words in
    their titles. `filters`: section, year, author; absent ones filter nothing.

    Ranking all 10,000 articles that have a frequent word costs 50 to 150 ms, the newest 500 about 1.
    """
    newest = _newest(kind, sought, filters, in_title=False)
    titled = _newest(kind, sought, filters, in_title=True) if kind == Entry.Kind.ARTICLE else []
    window = len(newest) >= WINDOW
    if window and not _is_quick_to_rank(sought):
        return list(dict.fromkeys([*(pk for _place, pk in titled), *(pk for _place, pk in newest)]))
    scores = _scores(kind, sought, newest, in_title=False)
    older = [found for found in titled if found[0] not in scores]
    scores |= _scores(kind, sought, older, in_title=True)
    found = dict([*newest, *older])
    return [found[place] for place in sorted(found, key=lambda place: (-scores.get(place, 0.0), -place))]


def _newest(kind: str, sought: Sought, filters: Mapping[str, Any], *, in_title: bool) -> list[tuple[int, int]]:
    """(place, id) of the newest that answer."""
    table, (where, values) = TABLES[kind], _where(filters)
    is_sqlite = connection.vendor == "sqlite"
    key = f"{table}.rowid" if is_sqlite else f"{table}.place"
    asked = f"{table} MATCH %s" if is_sqlite else f"{table}.vector @@ %s::tsquery"
    query = (_fts5 if is_sqlite else _tsquery)(sought, in_title=in_title)
    sql = (
        f"SELECT {key}, e.id FROM {table} JOIN search_entry e ON e.place = {key} AND e.kind = %s "  # noqa: S608
        f"WHERE {asked}{where.replace('PLACE', key)} ORDER BY {key} DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, query, *values, WINDOW])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _scores(kind: str, sought: Sought, found: Sequence[tuple[int, int]], *, in_title: bool) -> dict[int, float]:
    """Place → how well it answers, larger is better."""
    if not found:
        return {}
    table, places = TABLES[kind], [place for place, _pk in found]
    if connection.vendor == "sqlite":
        sql = (
            f"SELECT rowid, -bm25({table}, {', '.join(map(str, _WEIGHTS))}) FROM {table} "  # noqa: S608
            f"WHERE {table} MATCH %s AND rowid BETWEEN %s AND %s"
        )
        parameters: list[Any] = [_fts5(sought, in_title=in_title), min(places), max(places)]
    else:
        sql = (
            f"SELECT place, ts_rank('{_PG_WEIGHTS}', vector, %s::tsquery, 1) FROM {table} "  # noqa: S608
            "WHERE place = ANY(%s)"
        )
        parameters = [_tsquery(sought, in_title=in_title), places]
    wanted = set(places)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {row[0]: row[1] for row in cursor.fetchall() if row[0] in wanted}


def _is_quick_to_rank(sought: Sought) -> bool:
    """FTS5 counts each phrase in the whole index before it ranks. That is quick for a few single words only."""
    return len(sought.phrases) <= _FEW and all(len(form) == 1 for forms in sought.phrases for form in forms)


def _where(filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    clauses, values = [], []
    if filters.get("year"):
        year = int(filters["year"])
        clauses.append(" AND e.year = %s AND PLACE BETWEEN %s AND %s")
        # A day to each side: the year is that of the site's time zone.
        first = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=1)
        last = datetime(year, 12, 31, tzinfo=UTC) + timedelta(days=2)
        values += [year, Entry.place_for(first, 0), Entry.place_for(last, 0)]
    if filters.get("section"):
        clauses.append(" AND e.section = %s")
        values.append(filters["section"])
    if filters.get("author"):
        clauses.append(" AND EXISTS (SELECT 1 FROM search_entryauthor a WHERE a.entry_id = e.id AND a.slug = %s)")
        values.append(filters["author"])
    return "".join(clauses), values


def _fts5(sought: Sought, *, in_title: bool) -> str:
    """Stems are letters and digits only, so the quotes hold."""
    wanted = " AND ".join(_fts5_forms(forms) for forms in sought.phrases)
    column = "{title} : " if in_title else ""
    return "".join([f"({column}({wanted}))", *(f" NOT {_fts5_forms(forms)}" for forms in sought.without)])


def _fts5_forms(forms: Sequence[Sequence[str]]) -> str:
    return f"({' OR '.join(chr(34) + ' '.join(form) + chr(34) for form in forms)})"


def _tsquery(sought: Sought, *, in_title: bool) -> str:
    weight = ":A" if in_title else ""
    wanted = " & ".join(_tsquery_forms(forms, weight) for forms in sought.phrases)
    return "".join([f"({wanted})", *(f" & !{_tsquery_forms(forms, '')}" for forms in sought.without)])


def _tsquery_forms(forms: Sequence[Sequence[str]], weight: str) -> str:
    return f"({' | '.join(_tsquery_form(form, weight) for form in forms)})"


def _tsquery_form(form: Sequence[str], weight: str) -> str:
    return f"({' <-> '.join(chr(39) + stem + chr(39) + weight for stem in form)})"


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
