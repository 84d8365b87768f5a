"""Addresses that need the program. Everything else is a file, and a missing file is the last view's business."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls

from parley.api import urls as api_urls
from parley.config import mailbox, pages
from parley.conversation import urls as conversation_urls
from parley.embed import urls as embed_urls
from parley.keeping import urls as keeping_urls
from parley.notifications import urls as notifications_urls
from parley.notifications.bounces.providers import webhook_patterns
from parley.readers import urls as readers_urls
from parley.search import urls as search_urls

urlpatterns = [
    path("", include(keeping_urls)),  # first: moderation/health/ looks like a queue
    path("", include(conversation_urls)),
    path("", include(notifications_urls)),
    path("", include(embed_urls)),
    path("api/", include(api_urls)),
    path("", include(readers_urls)),
    path("", include(search_urls)),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:mail_id>/", mailbox.mail, name="mail"),
    path("editors/", include(wagtailadmin_urls)),
    re_path(r"^.*$", pages.page),
]
if settings.PARLEY.sign_in_with:
    urlpatterns.insert(0, path("my/with/", include("allauth.socialaccount.providers.openid_connect.urls")))
if settings.PARLEY.mail_webhooks:
    urlpatterns.insert(0, path("notifications/webhooks/", include(webhook_patterns(settings.PARLEY.mail_webhooks))))
handler403 = pages.forbidden
handler404 = pages.missing
handler500 = pages.broken
