"""Addresses of a reader's own pages, and of the administrator's page of data."""

from django.urls import path

from parley.readers import console, views

urlpatterns = [
    path("my/", views.my_page, name="my_page"),
    path("my/sign-in/<str:token>/", views.sign_in_page, name="reader_sign_in"),
    path("my/sign-out/", views.sign_out_page, name="reader_sign_out"),
    path("my/data/", views.my_data, name="my_data"),
    path("my/mails-again/", views.mails_again, name="mails_again"),
    path("my/erase/", views.erase_me, name="erase_me"),
    path("moderation/readers/data/", console.readers_data, name="readers_data"),
    path("moderation/readers/data/<int:reader_id>/export/", console.export_reader, name="export_reader"),
    path("moderation/readers/data/<int:reader_id>/erase/", console.erase_reader, name="erase_reader"),
]
