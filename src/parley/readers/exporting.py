"""All that is kept about a reader, for the reader: one file for programs, one for people."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from parley.accounts.models import Reader
from parley.conversation.queries.readers_data import conversation_data
from parley.kit import clock
from parley.notifications.bounces.blocks import standing_blocks
from parley.notifications.models import Delivery, ReaderMails
from parley.notifications.queries import subscriptions_of
from parley.notifications.wishes import wish_of


def reader_data(reader: Reader) -> dict[str, Any]:
    """Everything about a reader as plain data, dates as RFC 3339 strings: {reader, comments, notices, subscriptions,
    mails, mail_held_back, mails_received, sessions}. Left out is what is about others: who decided, and what others
    wrote."""
    return {
        "site": settings.SITE_HOST,
        "made_at": _date(clock.now()),
        "reader": {
            "address": reader.address,
            "name": reader.name,
            "known_since": _date(reader.created_at),
            "address_confirmed_at": _date(reader.confirmed_at),
        },
        **_with_dates(conversation_data(reader)),
        "subscriptions": [
            {
                "article": s.thread.title if s.thread else wish_of(s).title,
                "url": s.thread.url if s.thread else "",
                "kind": s.kind,
                "about": s.target,
                "state": s.state,
                "how_often": s.frequency,
                "asked_by": s.asked_via,
                "agreed_to": s.wording,
                "network_known": bool(s.network_key),
                "told_at": _date(s.told_at),
                "returned_at": _date(s.returned_at),
                "asked_at": _date(s.asked_at),
                "confirmed_at": _date(s.confirmed_at),
                "ended_at": _date(s.ended_at),
            }
            for s in subscriptions_of(reader)
        ],
        "mail_settings": [
            {
                "language": m.language,
                "time_zone": m.time_zone,
                "paused_at": _date(m.paused_at),
                "paused_until": _date(m.paused_until),
                "articles_how_often": m.articles_frequency,
                "articles_told_at": _date(m.articles_told_at),
            }
            for m in ReaderMails.objects.filter(reader=reader)
        ],
        "mails": [
            {
                "about": d.event,
                "kind": d.purpose,
                "state": d.state,
                "made_at": _date(d.created_at),
                "sent_at": _date(d.sent_at),
                "problems": [
                    {"what": p.severity, "status": p.status, "said": p.words, "at": _date(p.happened_at)}
                    for p in d.problems.all()
                ],
            }
            for d in Delivery.objects.filter(reader=reader).order_by("pk").prefetch_related("problems")
        ],
        "mail_held_back": [
            {"cause": b.cause, "kind": b.purpose, "since": _date(b.since)} for b in standing_blocks(reader)
        ],
        "mails_received": [
            {"received_at": _date(m.received_at), "state": m.state, "outcome": m.outcome, "words": m.words}
            for m in reader.received_mails.order_by("pk").defer("raw")
        ],
        "sessions": [
            {"signed_in_at": _date(s.signed_in_at), "expires_at": _date(s.expires_at)}
            for s in reader.sessions.order_by("pk")
        ],
    }


def export_archive(reader: Reader) -> bytes:
    """A zip file with `data.json` and `data.html`."""
    data = reader_data(reader)
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string(
            "readers/export.html", {"data": data, "language": settings.LANGUAGE_CODE}, using="jinja2"
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("data.html", page)
    return packed.getvalue()


def _with_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_dates(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_dates(each) for each in value]
    return _date(value) if isinstance(value, datetime) else value


def _date(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
