"""Campaign cards: one text in many spins, with what the spins share marked."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup, escape

from parley.conversation.console.words import ago, status_in_words
from parley.conversation.models import Campaign, Comment
from parley.conversation.moderation import SLOT, skeleton
from parley.conversation.queries.queues import campaign_members_shown
from parley.kit.text import shorten

CARDS_A_PAGE = 20
VARIANTS_SHOWN = 4
"""Variants on a card; the card leads to all of them."""

COMPARED = 8
"""Members from which the common words are taken; as many as the filter compares."""

LONGEST_VARIANT = 900
"""Characters of a variant on a card."""


def campaign_cards(campaigns: Iterable[Campaign]) -> list[dict[str, Any]]:
    """What the console shows of campaigns, as plain data: two queries, whatever their number."""
    campaigns = list(campaigns)
    members: dict[int | None, list[Comment]] = {}
    for member in campaign_members_shown([c.pk for c in campaigns], COMPARED):
        members.setdefault(member.campaign_id, []).append(member)
    return [_card(campaign, members.get(campaign.pk, [])) for campaign in campaigns]


def _card(campaign: Any, members: list[Comment]) -> dict[str, Any]:
    common = skeleton([member.source for member in members])
    return {
        "id": campaign.pk,
        "size": campaign.size,
        "senders": campaign.senders,
        "articles": campaign.articles,
        "public_ones": campaign.public_ones,
        "age": ago(campaign.found_at),
        "skeleton": skeleton_html(common),
        "variants": [
            {
                "id": member.pk,
                "author_name": member.author_name,
                "thread_title": member.thread.title,
                "thread_url": member.thread.url,
                "status": status_in_words(member.status),
                "age": ago(member.posted_at),
                "html": variant_html(shorten(member.source, LONGEST_VARIANT), common),
            }
            for member in members[:VARIANTS_SHOWN]
        ],
        "more": max(0, campaign.size - VARIANTS_SHOWN),
    }


def skeleton_html(common: str) -> Markup:
    """The words that all share, with its slots marked."""
    parts = [escape(part.strip()) for part in common.split(SLOT)]
    return Markup(' <span class="slot">…</span> ').join(parts).strip()


def variant_html(text: str, common: str) -> Markup:
    """One variant, with the words that it shares with the others marked."""
    words = text.split()
    shared = [word for word in common.split() if word != SLOT]
    matcher = SequenceMatcher(None, [_key(w) for w in shared], [_key(w) for w in words], autojunk=False)
    marked, reached = [], 0
    for block in matcher.get_matching_blocks():
        marked += [escape(word) for word in words[reached : block.b]]
        if block.size:
            marked.append(Markup("<mark>{}</mark>").format(" ".join(words[block.b : block.b + block.size])))
        reached = block.b + block.size
    return Markup(" ").join(marked)


def _key(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word.casefold()) or word
