from django.urls import path

from parley.embed import views

urlpatterns = [path("thread.json", views.thread, name="embed_thread")]
