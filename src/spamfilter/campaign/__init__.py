"""Campaigns: near-duplicates across threads, names and time."""

from spamfilter.campaign.index import CampaignIndex, Match
from spamfilter.campaign.skeleton import SLOT, shared_skeleton

__all__ = ["SLOT", "CampaignIndex", "Match", "shared_skeleton"]
