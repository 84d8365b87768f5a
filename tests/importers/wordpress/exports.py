"""Writes small exports of a magazine that does not exist, in each version of WXR."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

Elements = dict[str, str]


def cdata(text: str) -> str:
    """Text as WordPress writes it: the end mark is split between two sections."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def elements(fields: Elements) -> str:
    return "".join(f"<{name}>{cdata(text)}</{name}>\n" for name, text in fields.items())


def comment(number: int, text: str = "I measured it too.", **changes: str) -> str:
    """One `wp:comment`; `changes` name fields without their prefix. `extra` is XML that goes in as it is."""
    extra = changes.pop("extra", "")
    fields = {
        "comment_id": str(number),
        "comment_author": "Cleo",
        "comment_author_email": "cleo@mail.example",
        "comment_author_url": "",
        "comment_author_IP": "192.0.2.1",
        "comment_date": "2020-03-02 11:00:00",
        "comment_date_gmt": "2020-03-02 10:00:00",
        "comment_content": text,
        "comment_approved": "1",
        "comment_type": "comment",
        "comment_parent": "0",
        "comment_user_id": "0",
    } | changes
    return f"<wp:comment>{elements({f'wp:{name}': value for name, value in fields.items()})}{extra}</wp:comment>"


def meta(key: str, value: str, element: str = "wp:postmeta") -> str:
    return f"<{element}>{elements({'wp:meta_key': key, 'wp:meta_value': value})}</{element}>"


def item(number: int, content: str = "<p>The gauge was read.</p>", *, inside: str = "", **changes: str) -> str:
    """One `item`; `changes` name fields of the `wp:` namespace, or `title`, `link`, `pubDate`; `inside` is XML."""
    plain = {
        "title": changes.pop("title", f"Entry {number}"),
        "link": changes.pop("link", f"https://mag.example/{number}/"),
        "pubDate": changes.pop("pubDate", "Mon, 02 Mar 2020 08:30:00 +0000"),
        "dc:creator": changes.pop("creator", "ann"),
        "content:encoded": content,
        "excerpt:encoded": changes.pop("excerpt", ""),
    }
    fields = {
        "post_id": str(number),
        "post_date": "2020-03-02 09:30:00",
        "post_date_gmt": "2020-03-02 08:30:00",
        "comment_status": "open",
        "post_name": f"entry-{number}",
        "status": "publish",
        "post_parent": "0",
        "post_type": "post",
        "post_password": "",
        "is_sticky": "0",
    } | changes
    return f"<item>{elements(plain)}{elements({f'wp:{name}': text for name, text in fields.items()})}{inside}</item>\n"


@dataclass
class ExportText:
    """The text of one export; `str()` gives it."""

    version: str = "1.2"
    encoding: str = "UTF-8"
    items: list[str] = field(default_factory=list)
    channel: str = ""
    prologue: str = ""

    def __str__(self) -> str:
        namespace = f"http://wordpress.org/export/{self.version}/"
        return (
            f'<?xml version="1.0" encoding="{self.encoding}" ?>\n{self.prologue}'
            f'<rss version="2.0" xmlns:excerpt="{namespace}excerpt/" xmlns:wp="{namespace}"\n'
            '  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            "<channel>\n<title>The Gauge</title>\n<link>https://mag.example</link>\n<language>en-GB</language>\n"
            f"<wp:wxr_version>{self.version}</wp:wxr_version>\n"
            "<wp:base_site_url>https://mag.example</wp:base_site_url>\n"
            f"<wp:base_blog_url>https://mag.example</wp:base_blog_url>\n{self.channel}{''.join(self.items)}"
            "</channel>\n</rss>\n"
        )

    def written_to(self, folder: Path, name: str = "export.xml") -> Path:
        path = folder / name
        path.write_bytes(str(self).encode(self.encoding))
        return path
