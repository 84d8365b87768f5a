"""Campaigns: near-duplicates across threads, names and time."""

from spamfilter.campaign.index import CampaignIndex, Match

__all__ = ["CampaignIndex", "Match"]
