"""WordPress exports (WXR): from the file to typed records, and from their HTML to blocks and Markdown.

    export = read_export(path)              the whole file is checked first; ExportError changes nothing
    for record in export:                   Author, Term and Post (with its comments), in the order of the file
        body_of(post.content, base_url=post.link)
        comment_text(comment.content)

What is named here knows no Django; `load` writes it into the publication and the conversation.
"""

from parley.importers.wordpress.blocks import body_of
from parley.importers.wordpress.comments import comment_text
from parley.importers.wordpress.errors import ExportError
from parley.importers.wordpress.kinds import Body
from parley.importers.wordpress.limits import Limits
from parley.importers.wordpress.records import Author, Channel, Comment, Post, Term, TermRef
from parley.importers.wordpress.wxr import Export, Survey, read_export

__all__ = [
    "Author",
    "Body",
    "Channel",
    "Comment",
    "Export",
    "ExportError",
    "Limits",
    "Post",
    "Survey",
    "Term",
    "TermRef",
    "body_of",
    "comment_text",
    "read_export",
]
