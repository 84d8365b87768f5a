"""Addresses that stand in mails. The short ones fit the header List-Unsubscribe into one line."""

from django.urls import path

from parley.notifications import (
    digest_views,
    doctor_views,
    follow_views,
    mail_decision_views,
    my_mails_views,
    return_views,
    views,
)
from parley.notifications.actions import Scope

urlpatterns = [
    path("moderation/my/mails/", digest_views.moderation_mails, name="moderation_mails"),
    path("moderation/mail/doctor/", doctor_views.mail_doctor, name="mail_doctor"),
    path("moderation/by-mail/<str:private_key>", mail_decision_views.decide_by_mail, name="decide_by_mail"),
    path("moderation/by-mail/<str:private_key>/undo", mail_decision_views.undo_by_mail, name="undo_by_mail"),
    path("stop/m/<str:private_key>", digest_views.stop_digest, name="stop_digest"),
    path("stop/m/<str:private_key>/undo", digest_views.resume_digest, name="resume_digest"),
    path("notifications/confirm/<str:private_key>/", views.confirm, name="confirm_subscription"),
    path("notifications/follow/<int:thread_id>/", follow_views.follow_thread, name="follow_thread"),
    path("notifications/articles/", follow_views.follow_articles, name="follow_articles"),
    path("notifications/newsletter/", follow_views.follow_newsletter, name="follow_newsletter"),
    path("notifications/mails/", my_mails_views.ask_for_link, name="ask_for_my_mails"),
    path("notifications/mails/<str:private_key>/", my_mails_views.my_mails, name="my_mails"),
    path("notifications/back/<str:private_key>/<int:comment_id>/", return_views.return_to, name="return_to_comment"),
    path(
        "notifications/back/<str:private_key>/<int:comment_id>/answer/",
        return_views.return_to,
        {"to_answer": True},
        name="return_to_answer",
    ),
    path("notifications/stop/<str:private_key>/", views.stop),
    path("notifications/stop/<str:private_key>/all/", views.stop, {"scope": Scope.ALL}),
    path("notifications/resume/<str:private_key>/", views.resume, name="resume_subscription"),
    path("stop/<str:private_key>", views.stop, name="stop"),
    path("stop/<str:private_key>/kind", views.stop, {"scope": Scope.KIND}, name="stop_kind"),
    path("stop/<str:private_key>/all", views.stop, {"scope": Scope.ALL}, name="stop_all"),
]
