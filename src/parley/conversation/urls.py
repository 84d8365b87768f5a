"""Addresses of the conversation that need the program; everything else is a file."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from parley.conversation import notice_views, signal_views, views
from parley.conversation.console import deciding
from parley.conversation.console import log as console_log
from parley.conversation.console import notices as console_notices
from parley.conversation.console import people as console_people
from parley.conversation.console import policies as console_policies
from parley.conversation.console import rules as console_rules
from parley.conversation.console import signals as console_signals
from parley.conversation.console import views as console
from parley.conversation.console.access import SignIn
from parley.conversation.console.appeals import answer_appeal
from parley.conversation.writing import views as writing

urlpatterns = [
    path("conversation/post/", views.post_comment, name="post_comment"),
    path("conversation/challenge/", views.challenge, name="challenge"),
    path("conversation/reply/<int:comment_id>/", views.reply, name="reply"),
    path("conversation/write/<int:thread_id>/", views.write, name="write"),
    path("conversation/preview/", views.preview_comment, name="preview_comment"),
    path("conversation/status/<str:private_key>/", writing.comment_status, name="comment_status"),
    path("conversation/status/<str:private_key>/edit/", writing.edit, name="edit_comment"),
    path("conversation/status/<str:private_key>/delete/", writing.delete, name="delete_comment"),
    path("conversation/status/<str:private_key>/restore/", writing.restore, name="restore_comment"),
    path("conversation/status/<str:private_key>/appeal/", writing.appeal, name="appeal"),
    path("conversation/c/<int:comment_id>/", views.comment_permalink, name="comment_permalink"),
    path("conversation/notice/", notice_views.notice, name="notice"),
    path("conversation/notice/<str:private_key>/", notice_views.notice_status, name="notice_status"),
    path("conversation/useful/", signal_views.vote_for_comment, name="vote_for_comment"),
    path("conversation/report/<int:comment_id>/", signal_views.report_comment, name="report_comment"),
    path("moderation/", console.queue, name="moderation"),
    path("moderation/sign-in/", SignIn.as_view(), name="moderation_sign_in"),
    path("moderation/sign-out/", LogoutView.as_view(next_page="/"), name="moderation_sign_out"),
    path("moderation/news/", console.news, name="moderation_news"),
    path("moderation/decide/", deciding.decide_comments, name="decide"),
    path("moderation/decide-found/", deciding.decide_found, name="decide_found"),
    path("moderation/campaign/<int:campaign_id>/", deciding.decide_about_campaign, name="decide_campaign"),
    path("moderation/reply/<int:comment_id>/", deciding.reply, name="staff_reply"),
    path("moderation/appeals/<int:appeal_id>/", answer_appeal, name="answer_appeal"),
    path("moderation/undo/<str:batch>/", deciding.undo_batch, name="undo"),
    path("moderation/rules/", console_rules.rules, name="moderation_rules"),
    path("moderation/rules/<int:rule_id>/", console_rules.switch, name="switch_rule"),
    path("moderation/notices/", console_notices.notices, name="moderation_notices"),
    path("moderation/notices/<int:notice_id>/decide/", console_notices.decide, name="decide_notice"),
    path("moderation/policies/", console_policies.policies, name="moderation_policies"),
    path("moderation/policies/<str:scope>/", console_policies.policies, name="moderation_policy"),
    path("moderation/reader/<int:reader_id>/", console_people.reader_record, name="moderation_reader"),
    path("moderation/reader/<int:reader_id>/ban/", console_people.ban_reader, name="ban_reader"),
    path("moderation/sanction/<int:sanction_id>/lift/", console_people.lift_sanction, name="lift_sanction"),
    path("moderation/replies/", console_people.canned_replies, name="moderation_replies"),
    path("moderation/pick/<int:comment_id>/", console_signals.pick_comment, name="pick_comment"),
    path("moderation/log/", console_log.log, name="moderation_log"),
    path("moderation/thread/<int:thread_id>/", console_log.past_thread, name="moderation_past_thread"),
    path("moderation/<str:name>/", console.queue, name="moderation_queue"),
]
