"""The links of a mail to the conversation: they lead there, and say that the reader is back.

Opening a link may change this much, since a reader loses nothing by it: at worst a mail comes that was to wait. But
mail scanners open links, too. One that asks by HEAD, prefetches, or is no browser does not count: a browser says that
it navigates (`Sec-Fetch-Mode`, in all since 2023; over https only). A scanner that drives a real browser cannot be
told apart. What it can cause is bounded: one mail an hour at most, and each thing still once.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from parley.conversation.models import Comment
from parley.conversation.places import link_to
from parley.notifications import links
from parley.notifications.actions import return_to_thread
from parley.notifications.private_pages import untold
from parley.notifications.queries import subscription_by_key


@require_safe
def return_to(request: HttpRequest, private_key: str, comment_id: int, *, to_answer: bool = False) -> HttpResponse:
    """Leads to the comment, to the form that answers it, or to the article where the comment is gone.

    A key that we do not know, or that is about another conversation, notes nothing and leads to the comment all the
    same: what is public needs no key.
    """
    comment = Comment.objects.select_related("thread").filter(pk=comment_id).first()
    subscription = subscription_by_key(private_key)
    if subscription is not None and comment is not None and subscription.thread_id != comment.thread_id:
        subscription = None
    if subscription is not None and is_a_visit(request):
        return_to_thread(subscription, by_link=True)
    if comment is not None and comment.is_public:
        return untold(HttpResponseRedirect(reverse("reply", args=[comment.pk]) if to_answer else link_to(comment)))
    if subscription is None or subscription.thread is None:
        raise Http404
    return untold(HttpResponseRedirect(f"{links.thread_link(subscription.thread)}#conversation"))


def is_a_visit(request: HttpRequest) -> bool:
    """Whether a browser says that somebody goes to this page now."""
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    headers = request.headers
    return headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest", "document") == "document"
