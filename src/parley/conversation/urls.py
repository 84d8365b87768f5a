"""Addresses of the conversation that need the program; everything else is a file."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from parley.conversation import signal_views, views
from parley.conversation.console import log as console_log
from parley.conversation.console import policies as console_policies
from parley.conversation.console import rules as console_rules
from parley.conversation.console import views as console
from parley.conversation.console.access import SignIn

urlpatterns = [
    path("conversation/post/", views.post_comment, name="post_comment"),
    path("conversation/challenge/", views.challenge, name="challenge"),
    path("conversation/reply/<int:comment_id>/", views.reply, name="reply"),
    path("conversation/status/<str:private_key>/", views.comment_status, name="comment_status"),
    path("conversation/c/<int:comment_id>/", views.comment_permalink, name="comment_permalink"),
    path("conversation/useful/", signal_views.vote_for_comment, name="vote_for_comment"),
    path("conversation/report/<int:comment_id>/", signal_views.report_comment, name="report_comment"),
    path("moderation/", console.queue, name="moderation"),
    path("moderation/sign-in/", SignIn.as_view(), name="moderation_sign_in"),
    path("moderation/sign-out/", LogoutView.as_view(next_page="/"), name="moderation_sign_out"),
    path("moderation/decide/", console.decide_comments, name="decide"),
    path("moderation/campaign/<int:campaign_id>/", console.decide_about_campaign, name="decide_campaign"),
    path("moderation/undo/<str:batch>/", console.undo_batch, name="undo"),
    path("moderation/rules/", console_rules.rules, name="moderation_rules"),
    path("moderation/rules/<int:rule_id>/", console_rules.switch, name="switch_rule"),
    path("moderation/policies/", console_policies.policies, name="moderation_policies"),
    path("moderation/policies/<str:scope>/", console_policies.policies, name="moderation_policy"),
    path("moderation/log/", console_log.log, name="moderation_log"),
    path("moderation/thread/<int:thread_id>/", console_log.past_thread, name="moderation_past_thread"),
    path("moderation/<str:name>/", console.queue, name="moderation_queue"),
]
