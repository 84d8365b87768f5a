"""Answers as Akismet's clients read them: one word as the body, the rest in headers."""

from django.http import HttpResponse

from parley.conversation.models import Judgement
from parley.conversation.moderation import Assessment
from parley.embed.akismet.calls import Call
from parley.embed.errors import CallTooLarge, CallUnreadable, EmbedError, KeyRevoked, TooManyCalls
from parley.embed.models import SiteKey

THANKS = "Thanks for making the web a better place."

BLATANT = 0.99999
"""Probability from which a plug-in is told that it may throw the comment away unseen. Measured on sources outside the
training: none of 7,553 honest comments reached it, and 151 of 2,128 spam comments of a blog. It lies above what a
filled trap alone gives (0.999): browsers that complete forms fall into traps too."""

_STATUS: dict[type[EmbedError], int] = {CallTooLarge: 413, CallUnreadable: 400, TooManyCalls: 429}
"""Refusals of the call rather than of the key. Where the body is neither true nor false, WordPress holds the comment
and asks again later."""

_REVOKED = "20001"
"""Akismet's alert codes are numbers, and WordPress shows them to the site's owner with their message."""


def plain(word: str, status: int = 200) -> HttpResponse:
    """A body of one word or sentence, kept by nobody."""
    response = HttpResponse(word, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def verdict(assessment: Assessment, key: SiteKey, call: Call) -> HttpResponse:
    """`true` or `false`, and in headers what the two words cannot say."""
    is_unsure = assessment.outcome == Judgement.Outcome.UNSURE
    is_spam = assessment.outcome == Judgement.Outcome.SPAM
    is_held = is_unsure and key.unsure == SiteKey.Unsure.HOLD
    response = plain("true" if is_spam or is_held else "false")
    response["X-akismet-guid"] = call.comment.key
    response["X-Parley-Verdict"] = f"{assessment.outcome}; probability={assessment.probability:.4f}"
    if is_spam and assessment.probability >= BLATANT:
        response["X-akismet-pro-tip"] = "discard"
    if is_held and call.client.startswith("WordPress/"):
        # Its plug-in then puts the comment among those that wait, not among the spam that it deletes after 15 days.
        response["X-akismet-error"] = "unsure"
    return response


def certain(word: str, call: Call) -> HttpResponse:
    """A verdict that needs no filter."""
    response = plain(word)
    response["X-akismet-guid"] = call.comment.key
    return response


def refusal(error: EmbedError) -> HttpResponse:
    """Why a call was not answered. `invalid` for what is wrong with the key, the sentence itself for the rest."""
    status = _STATUS.get(type(error), 200)
    response = plain("invalid" if status == 200 else str(error), status)
    response["X-akismet-debug-help"] = str(error)
    response["X-akismet-error"] = error.code
    if isinstance(error, TooManyCalls):
        response["Retry-After"] = str(error.seconds)
    if isinstance(error, KeyRevoked):
        response["X-akismet-alert-code"] = _REVOKED
        response["X-akismet-alert-msg"] = str(error)
    return response
