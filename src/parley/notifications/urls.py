"""Addresses that stand in mails. The short ones fit the header List-Unsubscribe into one line."""

from django.urls import path

from parley.notifications import digest_views, doctor_views, mail_decision_views, views

urlpatterns = [
    path("moderation/my/mails/", digest_views.moderation_mails, name="moderation_mails"),
    path("moderation/mail/doctor/", doctor_views.mail_doctor, name="mail_doctor"),
    path("moderation/by-mail/<str:private_key>", mail_decision_views.decide_by_mail, name="decide_by_mail"),
    path("moderation/by-mail/<str:private_key>/undo", mail_decision_views.undo_by_mail, name="undo_by_mail"),
    path("stop/m/<str:private_key>", digest_views.stop_digest, name="stop_digest"),
    path("stop/m/<str:private_key>/undo", digest_views.resume_digest, name="resume_digest"),
    path("notifications/confirm/<str:private_key>/", views.confirm, name="confirm_subscription"),
    path("notifications/stop/<str:private_key>/", views.stop),
    path("notifications/stop/<str:private_key>/all/", views.stop, {"everything": True}),
    path("notifications/resume/<str:private_key>/", views.resume, name="resume_subscription"),
    path("stop/<str:private_key>", views.stop, name="stop"),
    path("stop/<str:private_key>/all", views.stop, {"everything": True}, name="stop_all"),
]
