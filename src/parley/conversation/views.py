"""What readers do over HTTP: post, preview, reply. Each view is one action and back."""

import ipaddress
from dataclasses import asdict, replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from parley.accounts.errors import AddressRefused
from parley.conversation.actions.posting import post_comment as post
from parley.conversation.documents import FormDocument
from parley.conversation.errors import (
    CommentRefused,
    CommentsOff,
    Sanctioned,
    SlowMode,
    ThreadClosed,
    TooManyComments,
    WarningUnread,
)
from parley.conversation.forms import TEXT_ERRORS, CommentForm
from parley.conversation.keeping_words import bare_comment_form, keeping_words
from parley.conversation.models import Comment, Thread
from parley.conversation.opening import opened_at, opening_token
from parley.conversation.origin import is_from_this_site
from parley.conversation.places import link_to, path_of
from parley.conversation.proofs import new_challenge
from parley.conversation.queries.policies import policy_of_form
from parley.conversation.queries.trees import comment_document
from parley.conversation.rendering import comment_html, form_html
from parley.conversation.submissions import NewComment
from parley.conversation.writers import KnownWriter, known_writer
from parley.conversation.writing.quoting import quotation
from parley.database.prepared import Prepared
from parley.kit import clock, markup
from parley.kit.markup import COMMENT_LIMIT
from parley.kit.signing import keyed_hash
from parley.kit.text import storable, whole_number
from parley.kit.urls import quoted_path

_thread = Prepared(lambda pk: Thread.objects.filter(pk=pk))

_FOREIGN = gettext_lazy("Your browser says that this was sent from another site. Please send it from here.")


@csrf_exempt  # the form stands in a shared file; is_from_this_site is the check
@require_POST
@keeping_words(lambda request, problem: _again(request, {"": problem}, 503), bare_comment_form)
def post_comment(request: HttpRequest) -> HttpResponse:
    """Take a comment, and lead its writer to its private page, or to its place. Refused: back, with every word."""
    writer = known_writer(request)
    form = CommentForm(writer.filled_in(request.POST))
    form.staff = writer.staff
    if not is_from_this_site(request):
        return _again(request, {"": str(_FOREIGN)}, 403)
    if not form.is_valid():
        return _again(request, {field: str(messages[0]) for field, messages in form.errors.items()}, 422)
    thread = _thread.first(form.cleaned_data["thread"])
    if thread is None:
        return _again(
            request, {"": _("This conversation is no longer here. Your words are still in the box below.")}, 404
        )
    try:
        comment = post(_submission(request, form, thread, writer))
    except ThreadClosed as error:
        return _again(request, {"": str(error)}, 403)
    except CommentsOff as error:
        return _again(request, {"": str(error)}, 503)
    except (TooManyComments, SlowMode) as error:
        response = _again(request, {"": str(error)}, 429)
        response["Retry-After"] = str(error.seconds)
        return response
    except Sanctioned as error:
        return _again(request, {"": str(error)}, 403)
    except WarningUnread as error:
        return _again(request, {"warning": str(error)}, 422)
    except CommentRefused as error:
        return _again(request, {error.field: str(error)}, 422)
    except AddressRefused as error:
        return _again(request, {"email": str(error)}, 422)
    return see_other(_after_posting(comment, with_script=form.cleaned_data["place"]))


@csrf_exempt
@require_POST
@keeping_words(lambda request, problem: _again(request, {"": problem}, 503), bare_comment_form)
def preview_comment(request: HttpRequest) -> HttpResponse:
    """The form again, with every word and with the comment as it would stand. Nothing is written."""
    if not is_from_this_site(request):
        return _again(request, {"": str(_FOREIGN)}, 403)
    html, problem = preview_of(request.POST.get("text", ""))
    return _again(request, {"text": problem} if problem else {}, 422 if problem else 200, preview=html)


def preview_of(typed: str) -> tuple[str, str]:
    """The HTML of what was typed, and "" or what is wrong with it."""
    text = storable(typed).strip()
    if not text or len(text) > COMMENT_LIMIT:
        return "", str(TEXT_ERRORS["max_length" if text else "required"])
    return markup.comment_html(text), ""


@never_cache
@require_safe
def challenge(request: HttpRequest) -> JsonResponse:
    """A question for the browser (ALTCHA, version 1), while the setting `proof_of_work` asks for an answer."""
    if settings.PARLEY.proof_of_work == "off":
        raise Http404
    return JsonResponse(asdict(new_challenge()))


@require_safe
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for answering a comment, with the comment above it; `?quote=1` begins with its words."""
    comment = get_object_or_404(
        Comment.objects.select_related("thread", "staff", "parent"), pk=comment_id, status=Comment.Status.APPROVED
    )
    thread, writer = comment.thread, known_writer(request)
    form = FormDocument(
        thread_id=thread.pk,
        thread_url=thread.url,
        thread_title=thread.title,
        parent_id=comment.pk,
        parent_name=comment.author_name,
        text=quotation(comment.source) if request.GET.get("quote") else "",
        name=writer.name,
        email=writer.address,
        opened=opening_token(clock.now()),
        **policy_of_form(thread),
    )
    return _form_page(request, form, thread, comment)


@never_cache
@require_safe
def write(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The form on a page of its own, with the name and the address of a reader who is signed in."""
    thread = get_object_or_404(Thread, pk=thread_id, is_open=True)
    writer = known_writer(request)
    form = FormDocument(
        thread_id=thread.pk,
        thread_url=thread.url,
        thread_title=thread.title,
        name=writer.name,
        email=writer.address,
        opened=opening_token(clock.now()),
        **policy_of_form(thread),
    )
    return _form_page(request, form, thread, None)


@require_safe
def comment_permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Leads to a published comment wherever it stands now."""
    comment = Comment.objects.select_related("thread").filter(pk=comment_id).first()
    if comment is None or not comment.is_public:
        raise Http404
    return HttpResponseRedirect(link_to(comment))


def _submission(request: HttpRequest, form: CommentForm, thread: Thread, writer: KnownWriter) -> NewComment:
    fields = form.cleaned_data
    return NewComment(
        thread=thread,
        text=fields["text"],
        name=fields["name"],
        address=fields["email"],
        website=fields["website"],
        parent_id=fields["parent"],
        notify=fields["notify"],
        network_key=network_key(request),
        fell_into_trap=bool(fields["subject"]),
        has_read_warning=bool(fields["warning_read"]),
        proof=fields["proof"] or "",
        opened=fields["opened"] or "",
        signed_in=writer.owns(fields["email"]),
        staff=writer.staff if writer.speaks_as_staff(fields["name"]) else None,
    )


def network_key(request: HttpRequest) -> str:
    """Keyed hash of the sender's network: the IPv4 address, or the /64 of an IPv6 address. Changes with the month."""
    address = client_address(request)
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip  # what a socket for both kinds makes of IPv4: all of it in one /64
    network = ipaddress.ip_network((ip, 64 if ip.version == 6 else 32), strict=False)
    return keyed_hash(settings.SECRET_KEY, f"network {clock.now():%Y-%m}", str(network))


def client_address(request: HttpRequest) -> str:
    """The sender's address: the peer's, or what the trusted proxies in front of us say, counted from the right."""
    hops = settings.PARLEY.trusted_proxies
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def _after_posting(comment: Comment, *, with_script: bool) -> str:
    """Where the writer goes now: to the private page, from which the comment can be changed and deleted.

    Where a script will show the way to that page, a published comment's writer is led to its place at once.
    """
    if not (comment.is_public and with_script):
        return reverse("comment_status", args=[comment.private_key])
    path, _hash, anchor = link_to(comment).partition("#")
    return f"{path}?own={comment.private_key}#{anchor}"


def see_other(address: str) -> HttpResponse:
    """Lead a browser that posted to a page that can be loaded again."""
    return HttpResponseRedirect(address, status=303)


def _again(request: HttpRequest, errors: dict[str, str], status: int, *, preview: str = "") -> HttpResponse:
    """The form once more, with the errors and every word that was typed."""
    typed = request.POST
    thread = Thread.objects.filter(pk=whole_number(typed.get("thread")) or 0).first()
    parent = None
    if thread is not None:
        parent = (
            Comment.objects.filter(
                pk=whole_number(typed.get("parent")) or 0, thread=thread, status=Comment.Status.APPROVED
            )
            .select_related("thread", "staff", "parent")
            .first()
        )
    form = FormDocument(
        thread_id=thread.pk if thread else 0,
        thread_url=thread.url if thread else "/",
        thread_title=thread.title if thread else "",
        parent_id=parent.pk if parent else None,
        parent_name=parent.author_name if parent else "",
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        website=typed.get("website", ""),
        text=typed.get("text", ""),
        notify=typed.get("notify", ""),
        opened=opening_token(opened_at(typed.get("opened", ""), typed.get("proof", ""))),
        errors=errors,
        **(policy_of_form(thread) if thread else {}),
    )
    return _form_page(request, form, thread, parent, status, preview=preview)


def _answered(comment: Comment) -> str:
    """The comment that is answered, its date leading back to its place in the page."""
    return comment_html(replace(comment_document(comment, thread=comment.thread), parent_path=_path_of_parent(comment)))


def _path_of_parent(comment: Comment) -> str:
    return quoted_path(path_of(comment.thread, comment.parent)) if comment.parent is not None else ""


def _form_page(
    request: HttpRequest,
    form: FormDocument,
    thread: Thread | None,
    reply_to: Comment | None,
    status: int = 200,
    *,
    preview: str = "",
) -> HttpResponse:
    context = {
        "thread_title": thread.title if thread else "",
        "thread_url": thread.url if thread else "/",
        "form_html": Markup(form_html(form)),  # noqa: S704 - an escaped template
        "reply_to_html": Markup(_answered(reply_to)) if reply_to else "",  # noqa: S704
        "preview_html": Markup(preview),  # noqa: S704 - sanitised by comment_html
    }
    response = render(request, "conversation/form_page.html", context, status=status, using="jinja2")
    keep_for_going_back(response)
    return response


def keep_for_going_back(response: HttpResponse) -> None:
    """Ask anew each time, but let the browser keep the page: with "no-store" it forgets what was typed in a form when
    the reader comes back to it, as after the error page of a stopped server."""
    response["Cache-Control"] = "private, no-cache"
