"""Addresses at which the installation says how it is. `/healthz` is the gate's own: it needs no Django."""

from django.urls import path

from parley.keeping import views

urlpatterns = [
    path("moderation/health/", views.health, name="health"),
    path("readyz", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
