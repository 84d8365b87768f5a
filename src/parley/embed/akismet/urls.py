from django.urls import path

from parley.embed.akismet import views

urlpatterns = [
    path("verify-key", views.verify_key),
    path("comment-check", views.comment_check),
    path("submit-spam", views.submit, {"spam": True}),
    path("submit-ham", views.submit, {"spam": False}),
    path("get-subscription", views.get_subscription),
]
