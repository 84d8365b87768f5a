"""Documents become HTML. The same functions serve the public files, the private pages and the previews."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from markupsafe import Markup

from parley.conversation.causes import cause_in_words
from parley.conversation.documents import CommentDocument, FormDocument, ThreadDocument
from parley.conversation.queries.figures import ModerationFigures
from parley.conversation.queries.trees import published_below
from parley.conversation.scripts import FormScripts, conversation_script, form_scripts
from parley.conversation.waiting import duration_in_words

DrawComment = Callable[[CommentDocument], str]


def comment_html(comment: CommentDocument) -> str:
    """One comment, without its replies."""
    return render_to_string("conversation/comment.html", {"comment": comment}, using="jinja2")


def comments_html(roots: tuple[CommentDocument, ...], draw: DrawComment = comment_html) -> str:
    """Nested lists of comments. `draw` may return a stored fragment: joining is 100 times cheaper than rendering."""
    if not roots:
        return ""
    parts = ['<ol class="comments">']
    for comment in roots:
        _append(parts, comment, draw)
    parts.append("</ol>")
    return "".join(parts)


def _append(parts: list[str], comment: CommentDocument, draw: DrawComment) -> None:
    parts.append(f'<li id="{comment.anchor}" tabindex="-1" class="depth-{comment.depth}">{draw(comment)}')
    if comment.replies:
        count = published_below(comment) + comment.more_replies
        label = ngettext("%(count)d reply", "%(count)d replies", count) % {"count": count}
        parts.append(f'<details open class="replies"><summary>{label}</summary><ol>')
        for reply in comment.replies:
            _append(parts, reply, draw)
        parts.append(f"</ol>{_more(comment)}</details>")
    else:
        parts.append(_more(comment))
    parts.append("</li>")


def _more(comment: CommentDocument) -> str:
    """The way to replies that stand on another page."""
    if not comment.more_replies:
        return ""
    if comment.replies:
        label = ngettext("Show %(count)d more reply", "Show %(count)d more replies", comment.more_replies)
    else:
        label = ngettext("Show %(count)d reply", "Show %(count)d replies", comment.more_replies)
    link = format_html('<a class="more" href="{}">{}</a>', comment.more_path, label % {"count": comment.more_replies})
    return str(link)


def form_html(form: FormDocument) -> str:
    """The comment form, empty or with words and errors."""
    context = {"form": form, "scripts": form_scripts(), "conversation_script": conversation_script()}
    return render_to_string("conversation/form.html", context, using="jinja2")


@lru_cache(maxsize=200)
def _empty_form(
    thread_id: int,
    url: str,
    title: str,
    notes: tuple[str, ...],
    house_rules: str,
    _language: str | None,
    _scripts: FormScripts | None,
) -> str:
    """The form of a public file: the same until a setting or a policy changes."""
    return form_html(
        FormDocument(thread_id=thread_id, thread_url=url, thread_title=title, notes=notes, house_rules=house_rules)
    )


def section_html(thread: ThreadDocument, draw: DrawComment = comment_html) -> str:
    """The whole conversation as it stands under an article: heading, comments, pages, form."""
    form = (thread.id, thread.url, thread.title, thread.notes, thread.house_rules)
    context = {
        "thread": thread,
        "comments_html": Markup(comments_html(thread.roots, draw)),  # noqa: S704 - made of escaped templates
        "form_html": Markup(_empty_form(*form, get_language(), form_scripts())) if thread.is_open else "",  # noqa: S704
        "conversation_script": conversation_script(),
    }
    return render_to_string("conversation/section.html", context, using="jinja2")


def branch_html(thread: ThreadDocument, draw: DrawComment = comment_html) -> str:
    """The replies to one comment that found no room under it: the comment, and a page of them."""
    assert thread.branch_of is not None
    context = {
        "thread": thread,
        "root_html": Markup(draw(thread.branch_of)),  # noqa: S704 - made of escaped templates
        "comments_html": Markup(comments_html(thread.roots, draw)),  # noqa: S704
        "conversation_script": conversation_script(),
    }
    return render_to_string("conversation/branch.html", context, using="jinja2")


def page_html(thread: ThreadDocument, section: str) -> str:
    """A page of a conversation beside the article, with its way back to it."""
    context = {"thread": thread, "conversation_html": Markup(section)}  # noqa: S704 - made of escaped templates
    return render_to_string("conversation/page.html", context, using="jinja2")


def figures_page(figures: ModerationFigures, until: datetime) -> str:
    """The public page of moderation in figures, as of a day."""
    waits: dict[object, str] = {month: duration_in_words(row.median_wait) for month, row in figures.months}
    context = {
        "figures": figures,
        "until": until,
        "waits": waits | {"": duration_in_words(figures.whole.median_wait)},
        "causes": [(cause_in_words(row.cause), row) for row in figures.causes],
    }
    return render_to_string("conversation/figures.html", context, using="jinja2")
