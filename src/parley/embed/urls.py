from django.urls import include, path

from parley.embed import views
from parley.embed.akismet import urls as akismet_urls

urlpatterns = [
    path("embed/thread.json", views.thread, name="embed_thread"),
    path("1.1/", include(akismet_urls)),
    # For clients that write the key into the host and can be given another address only as a whole.
    path("embed/akismet/<slug:key_in_path>/1.1/", include(akismet_urls)),
]
