"""Addresses that stand in mails. The short ones fit the header List-Unsubscribe into one line."""

from django.urls import path

from parley.notifications import views

urlpatterns = [
    path("notifications/confirm/<str:private_key>/", views.confirm, name="confirm_subscription"),
    path("notifications/stop/<str:private_key>/", views.stop),
    path("notifications/stop/<str:private_key>/all/", views.stop, {"everything": True}),
    path("notifications/resume/<str:private_key>/", views.resume, name="resume_subscription"),
    path("stop/<str:private_key>", views.stop, name="stop"),
    path("stop/<str:private_key>/all", views.stop, {"everything": True}, name="stop_all"),
]
