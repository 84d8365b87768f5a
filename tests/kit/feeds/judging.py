"""Feeds as programs of others read them."""

import json
from pathlib import Path
from typing import Any

import feedparser
import jsonschema_rs
from lxml import etree

from tests.kit.feeds.json_feed_schema import JSON_FEED

ATOM_GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
_JSON = jsonschema_rs.validator_for(JSON_FEED, validate_formats=True)


def read_xml(text: str) -> Any:
    """An Atom or RSS feed as feedparser reads it, which must find no fault in it."""
    etree.fromstring(text.encode())
    found = feedparser.parse(text, sanitize_html=False)
    assert not found.bozo, found.bozo_exception
    return found


def read_atom(text: str) -> Any:
    """As `read_xml`, and valid by the grammar of RFC 4287."""
    tree = etree.fromstring(text.encode())
    assert ATOM_GRAMMAR.validate(tree), ATOM_GRAMMAR.error_log
    found = read_xml(text)
    assert found.version == "atom10"
    return found


def read_rss(text: str) -> Any:
    found = read_xml(text)
    assert found.version == "rss20"
    return found


def read_json(text: str) -> Any:
    """A JSON Feed that is valid by what the specification says."""
    found = json.loads(text)
    faults = [f"{list(error.instance_path)}: {error.message}" for error in _JSON.iter_errors(found)]
    assert not faults, faults
    return found
