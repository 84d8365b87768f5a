"""An issue as a mail, as a page of the archive, and as its editors look at it."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

from parley.publication.newsletters.documents import IssueDocument, WaysOut
from parley.publication.newsletters.models import NewsletterIssue
from parley.publication.newsletters.queries import issue_document
from parley.publication.queries import shell_document

_NOWHERE = WaysOut(stop_link="#", stop_all_link="#", my_mails_link="#")


def mail_html(issue: IssueDocument, ways_out: WaysOut) -> str:
    """The HTML part: nothing in it is fetched from anywhere, and its links are the articles' own."""
    context = {"issue": issue, "ways_out": ways_out, "shell": shell_document()}
    return render_to_string("publication/newsletter/mail.html", context, using="jinja2")


def mail_text(issue: IssueDocument, ways_out: WaysOut) -> str:
    """The plain part, its lines not broken yet."""
    context = {"issue": issue, "ways_out": ways_out, "shell": shell_document()}
    return render_to_string("publication/newsletter/mail.txt", context, using="jinja2")


def issue_page(issue: IssueDocument) -> str:
    """An issue in the archive."""
    return render_to_string("publication/newsletter/issue_page.html", {"issue": issue}, using="jinja2")


def archive_page(issues: list[IssueDocument]) -> str:
    """All issues, and how to get the next one."""
    return render_to_string("publication/newsletter/archive_page.html", {"issues": issues}, using="jinja2")


def preview(issue: NewsletterIssue, mode: str) -> HttpResponse:
    """`mode`: "html" or "text"."""
    document = issue_document(issue)
    if mode == "text":
        text = mail_text(document, _NOWHERE)
        return HttpResponse(format_html('<pre style="white-space: pre-wrap; max-width: 78ch">{}</pre>', text))
    return HttpResponse(mail_html(document, _NOWHERE))
