"""Whatever readers, writers, moderators and the worker do, in any order: counts, tree, files and log agree.

`HYPOTHESIS_PROFILE=long` (`make machine`) tries many more and longer histories, and shortens the one that fails;
`HYPOTHESIS_HISTORIES` says how many, by chance.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from parley.accounts.models import Reader, User
from parley.config.external import ExternalModeration
from parley.conversation.actions.appeals import make_appeal, reject_appeal, uphold_appeal
from parley.conversation.actions.deciding import decide, decide_campaign, undo
from parley.conversation.actions.editing import delete_comment, edit_comment, restore_comment
from parley.conversation.actions.erasing import Words, delete_old, forget_deciders
from parley.conversation.actions.external import settle_by_answer, settle_by_silence
from parley.conversation.actions.notices import NewNotice, decide_notice, file_notice
from parley.conversation.actions.people import impose, lift
from parley.conversation.actions.policies import PolicyChange, set_policy, settle_policies
from parley.conversation.actions.posting import import_comment, post_comment
from parley.conversation.actions.replying import reply_as_staff
from parley.conversation.actions.settling import mend_counts
from parley.conversation.actions.signals import Sender, pick, report, take_back_vote, vote
from parley.conversation.actions.threads import announce_thread
from parley.conversation.errors import ConversationError
from parley.conversation.models import (
    Appeal,
    Campaign,
    Comment,
    Decision,
    ExternalReview,
    Notice,
    Report,
    Sanction,
    Thread,
    Vote,
)
from parley.conversation.places import path_of
from parley.conversation.queries.past import thread_at_moment
from parley.conversation.queries.people import sanctions_in_force
from parley.conversation.queries.shapes import miscounted_threads
from parley.conversation.ranking import wilson_lower_bound
from parley.conversation.submissions import NewComment, PastComment
from parley.kit import clock
from parley.materializer.actions import materialize_all_dirty, reconcile, want_everything
from parley.materializer.expected import expected_outputs
from parley.materializer.files import file_of
from parley.materializer.models import Fragment, Output
from parley.materializer.shell import SHELL
from parley.outbox.actions import deal_with_waiting_events
from parley.outbox.models import Receipt
from parley.publication.actions import NewArticle, publish_article
from parley.publication.models import SectionPage
from parley.readers.actions import erase
from parley.readers.retention import run_retention
from tests.conftest import Cast, CopiedInstallation
from tests.conversation.test_moderation import spun
from tests.posting import HELD, HONEST, SPAM
from tests.public import page_text

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
HISTORIES = int(os.environ.get("HYPOTHESIS_HISTORIES", "400" if LONG else "6"))
STEPS = 60 if LONG else 25
PHASES = tuple(Phase) if LONG else (Phase.generate,)
"""The short form does not shorten what it finds, which can take an hour: the long form does."""

PLACES = ["Velka", "Lindau", "Ostra", "Bergen", "Narva", "Tartu", "Porto", "Aveiro"]
OTHERS = [
    "The minister promised a bridge in 1998 and we still take the ferry every morning at six.",
    "Who measured the noise at the school? The report only speaks of the hospital.",
    "My grandmother kept a diary of the floods, and her marks on the door agree with neither table.",
    "Ivanov left the council in March, so the sentence about his vote cannot be right.",
]
WHICH = st.integers(0, 40)
"""One of those there are, the newest at 0."""
KINDS = st.sampled_from(["honest", "honest", "honest", "other", "other", "held", "spam", "spun", "spun"])
PEOPLE = st.integers(0, 4)


class Conversation(RuleBasedStateMachine):
    """Two threads with short pages, five readers, two moderators."""

    installation: CopiedInstallation
    changed: Any  # pytest-django's settings

    def __init__(self) -> None:
        super().__init__()
        self.installation.reset()
        deal_with_waiting_events()  # of the founding, which happened later than what follows
        self.travel = time_machine.travel("2026-06-01T08:00:00Z", tick=False)
        self.clock = self.travel.start()
        self.words = 0
        self.seen: list[tuple[int, Any, set[int], dict[int, str]]] = []
        self.tokens: dict[str, int] = {}

    def teardown(self) -> None:
        try:
            self.nothing_is_stale()
            self.the_past_is_as_it_was()
        finally:
            self.travel.stop()

    @initialize()
    def begin(self) -> None:
        limits = {"comments_per_page": 3, "reports_to_hold": 2, "slow_mode_from": 12}
        rates = {"comment_rate": 1000, "address_rate": 1000, "flood_brake": 0}
        limits |= rates
        self.changed.PARLEY = self.changed.PARLEY.model_copy(update=limits)
        self.ben, self.ann = User.objects.get(username="ben"), User.objects.get(username="ann")
        publish_article(
            NewArticle(
                title="The other river",
                standfirst="It has no gauge at all.",
                section=SectionPage.objects.get(),
                authors=[],
                published_at=clock.now() - timedelta(days=3),
                body=[{"type": "paragraph", "value": "<p>The dam keepers of Velka never looked at it.</p>"}],
                topics=[],
            )
        )
        for person in range(4):
            self.post(person, 0, "honest")
        self.answer_many_times(4, 0)

    # what is there

    def thread(self, number: int) -> Thread:
        threads = list(Thread.objects.order_by("pk"))
        return threads[number % 4 == 3]  # most is said in the first

    def comment(self, which: int, **asked: Any) -> Comment | None:
        return self.one(Comment.objects.filter(**asked).select_related("thread", "reader", "campaign"), which)

    @staticmethod
    def one(rows: Any, which: int) -> Any:
        found = list(rows.order_by("-pk"))
        return found[which % len(found)] if found else None

    def text(self, kind: str) -> str:
        self.words += 1
        token = f"zq{self.words}zq"
        number = self.words
        texts = {
            "honest": HONEST,
            "other": OTHERS[number % len(OTHERS)],
            "held": HELD,
            "spam": SPAM,
            "spun": spun(PLACES[number % len(PLACES)], "spring", "tired"),
        }
        return f"{texts[kind]} {token}"

    def submission(self, person: int, thread: Thread, text: str, parent: Comment | None = None) -> NewComment:
        return NewComment(
            thread=thread,
            text=text,
            name=f"Reader nq{person}nq",
            address=f"reader{person}@private.example",
            website=f"https://wq{person}wq.example/" if person % 2 else "",
            parent_id=parent.pk if parent is not None else None,
            notify="replies" if person == 1 else "",
            network_key=f"network{person}",
            is_vouched_for=True,
            has_read_warning=True,
        )

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Do it; to be refused with a kind word is as good."""
        try:
            return act()
        except ConversationError:
            return None

    # readers

    @rule(person=PEOPLE, thread=WHICH, kind=KINDS)
    def post(self, person: int, thread: int, kind: str) -> None:
        self.attempt(lambda: post_comment(self.submission(person, self.thread(thread), self.text(kind))))

    @rule(person=PEOPLE, which=WHICH, kind=KINDS)
    def reply(self, person: int, which: int, kind: str) -> None:
        parent = self.comment(which, status="approved")
        if parent is not None:
            self.attempt(lambda: post_comment(self.submission(person, parent.thread, self.text(kind), parent)))

    @rule(person=PEOPLE, which=WHICH)
    def answer_many_times(self, person: int, which: int) -> None:
        parent = self.comment(which, status="approved")
        for _ in range(4 if parent is not None else 0):
            self.attempt(lambda: post_comment(self.submission(person, parent.thread, self.text("honest"), parent)))

    @rule(which=WHICH, kind=KINDS)
    def edit(self, which: int, kind: str) -> None:
        comment = self.comment(which)
        if comment is not None:
            seen = comment.revisions.count()
            self.attempt(lambda: edit_comment(comment=comment, text=self.text(kind), edits_seen=seen))

    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        comment = self.comment(which)
        if comment is not None:
            self.attempt(lambda: delete_comment(comment=comment))

    @rule(which=WHICH)
    def restore(self, which: int) -> None:
        comment = self.comment(which, status="deleted")
        if comment is not None:
            self.attempt(lambda: restore_comment(comment=comment))

    @rule(which=WHICH, who=PEOPLE, back=st.booleans())
    def find_useful(self, which: int, who: int, back: bool) -> None:
        comment = self.comment(which)
        if comment is not None:
            act = take_back_vote if back else vote
            self.attempt(lambda: act(comment=comment, sender=Sender(f"key{who}", f"network{who}")))

    @rule(which=WHICH, who=PEOPLE)
    def complain(self, which: int, who: int) -> None:
        comment = self.comment(which)
        if comment is not None:
            sender = Sender(f"key{who}", f"network{who}", Reader.objects.order_by("pk").first())
            self.attempt(lambda: report(comment=comment, sender=sender, reason="spam", words="Look at this."))

    @rule(which=WHICH)
    def appeal(self, which: int) -> None:
        comment = self.comment(which)
        if comment is not None:
            self.attempt(lambda: make_appeal(comment=comment, words="Please look again."))

    @rule(which=WHICH)
    def send_notice(self, which: int) -> None:
        comment = self.comment(which)
        if comment is not None:
            new = NewNotice(comment=comment, url=comment.thread.url, category="other", explanation="Against the law.")
            self.attempt(lambda: file_notice(new))

    @rule(which=WHICH, words=st.sampled_from(list(Words)))
    def erase_a_reader(self, which: int, words: Words) -> None:
        reader = self.one(Reader.objects, which)
        if reader is not None and which % 2 == 0:  # rarely, or little is left to look at
            self.attempt(lambda: erase(reader=reader, words=words))

    # moderators

    @rule(
        which=WHICH,
        count=st.integers(1, 3),
        status=st.sampled_from(["approved", "approved", "trash", "spam", "pending"]),
    )
    def decide_about(self, which: int, count: int, status: str) -> None:
        chosen = {c.pk: c for n in range(count) if (c := self.comment(which + n)) is not None}
        decide(comments=list(chosen.values()), status=status, moderator=self.ben, reason="Because.")

    @rule(which=WHICH, label=st.sampled_from(["spam", "honest"]))
    def decide_about_a_campaign(self, which: int, label: str) -> None:
        campaign = self.one(Campaign.objects, which)
        if campaign is not None:
            decide_campaign(campaign=campaign, label=label, moderator=self.ann)

    @rule(which=WHICH, kind=st.sampled_from(["warning", "suspension", "ban", "ban"]), remove=st.booleans())
    def sanction(self, which: int, kind: str, remove: bool) -> None:
        reader = self.one(Reader.objects, which)
        if reader is not None:
            impose(reader=reader, kind=kind, reason="Rude.", moderator=self.ben, days=2, remove_comments=remove)

    @rule(which=WHICH)
    def lift_a_sanction(self, which: int) -> None:
        sanction = self.one(Sanction.objects.filter(lifted_at=None), which)
        if sanction is not None:
            lift(sanction=sanction, moderator=self.ann)

    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        line = self.one(Decision.objects, which)
        if line is not None:
            self.attempt(lambda: undo(batch=line.batch, moderator=self.ann))

    @rule(which=WHICH)
    def take_back_a_sanction(self, which: int) -> None:
        sanction = self.one(Sanction.objects.filter(lifted_at=None), which)
        if sanction is not None:
            self.attempt(lambda: undo(batch=sanction.batch, moderator=self.ann))

    @rule(which=WHICH)
    def answer_as_staff(self, which: int) -> None:
        comment = self.comment(which)
        if comment is not None:
            self.attempt(lambda: reply_as_staff(parent_id=comment.pk, text=self.text("honest"), moderator=self.ben))

    @rule(which=WHICH, picked=st.booleans())
    def choose(self, which: int, picked: bool) -> None:
        comment = self.comment(which)
        if comment is not None:
            pick(comment=comment, moderator=self.ann, picked=picked)

    @rule(which=WHICH, upheld=st.booleans())
    def answer_an_appeal(self, which: int, upheld: bool) -> None:
        found = self.one(Appeal.objects.filter(state=Appeal.State.OPEN), which)
        if found is None:
            return
        if upheld:
            self.attempt(lambda: uphold_appeal(appeal=found, moderator=self.ben))
        else:
            self.attempt(lambda: reject_appeal(appeal=found, moderator=self.ben, answer="No."))

    @rule(which=WHICH, removed=st.booleans())
    def answer_a_notice(self, which: int, removed: bool) -> None:
        notice = self.one(Notice.objects, which)
        if notice is not None:
            self.attempt(
                lambda: decide_notice(notice=notice, removed=removed, ground="law", statement="So.", moderator=self.ben)
            )

    @rule(
        mode=st.sampled_from(["", "open", "first", "all", "closed"]),
        closes=st.sampled_from([None, None, 1, 30]),
        slow=st.sampled_from(["", "auto", "on", "off"]),
        on_site=st.booleans(),
    )
    def change_policy(self, mode: str, closes: int | None, slow: str, on_site: bool) -> None:
        scope = "site" if on_site else f"thread:{Thread.objects.order_by('pk')[0].pk}"
        change = PolicyChange(mode=mode, closes_after_days=closes, slow_mode=slow)
        set_policy(scope=scope, change=change, moderator=self.ann)

    # the worker and other machines

    @rule(minutes=st.sampled_from([1, 10, 16, 60 * 24, 60 * 24 * 40]))
    def time_passes(self, minutes: int) -> None:
        self.clock.shift(timedelta(minutes=minutes))
        settle_policies()

    @rule(days=st.integers(1, 500))
    def much_time_passes(self, days: int) -> None:
        self.clock.shift(timedelta(days=days))
        settle_policies()
        run_retention()

    @rule(status=st.sampled_from(["spam", "trash"]))
    def forget_the_old(self, status: str) -> None:
        self.clock.shift(timedelta(days=2))
        delete_old(status=status, days=1)

    @rule()
    def forget_who_decided(self) -> None:
        forget_deciders(days=20)

    @rule(on=st.booleans())
    def ask_others_first(self, on: bool) -> None:
        table = ExternalModeration(url="https://judge.example/" if on else "", secret="whsec_" + "QUFB" * 8)
        self.changed.PARLEY = self.changed.PARLEY.model_copy(update={"external_moderation": table})

    @rule(which=WHICH, answer=st.sampled_from(["approve", "hold", "spam", ""]))
    def others_answer(self, which: int, answer: str) -> None:
        asked = self.one(ExternalReview.objects, which)
        if asked is None:
            return
        if answer:
            settle_by_answer(asked, decision=answer, reason="")
        else:
            settle_by_silence(asked)

    @rule(person=PEOPLE, kind=KINDS, which=WHICH, was=st.sampled_from(["public", "public", "waiting", "spam", "trash"]))
    def bring_from_elsewhere(self, person: int, kind: str, which: int, was: str) -> None:
        thread = self.thread(which)
        parent = self.comment(which, thread=thread) if which % 3 else None
        for number in range(2):
            past = PastComment(
                comment=self.submission(person, thread, self.text(kind), parent),
                posted_at=clock.now() - timedelta(days=2, minutes=which - number),
                was_public=was == "public",
                was_spam=was == "spam",
                was_trash=was == "trash",
                key=f"import{self.words}",
            )
            with transaction.atomic():
                import_comment(past, parent=parent)
        announce_thread(thread)

    @rule()
    def look_after_counts(self) -> None:
        assert mend_counts() == 0

    # what must hold

    @invariant()
    def all_agrees(self) -> None:
        self.counts_agree()
        self.the_tree_holds()
        self.the_log_tells_what_is()
        self.whoever_may_not_write_stays_silent()
        self.the_files_show_what_is_public_and_nothing_else()

    def settle_all(self) -> None:
        while deal_with_waiting_events():
            pass
        materialize_all_dirty()

    def counts_agree(self) -> None:
        assert miscounted_threads() == []
        for comment in Comment.objects.all():
            assert comment.useful == Vote.objects.filter(comment=comment).count()
            against = Report.objects.filter(comment=comment).exclude(state=Report.State.DISMISSED).count()
            assert comment.rank == wilson_lower_bound(comment.useful, against)

    def the_tree_holds(self) -> None:
        for comment in Comment.objects.select_related("parent", "root"):
            if comment.is_public:
                assert comment.page is not None or comment.branch_page is not None
            if comment.parent is not None:
                assert comment.root_id == (comment.parent.root_id or comment.parent_id)
                assert comment.parent.thread_id == comment.thread_id
            else:
                assert comment.root_id is None, "its parent vanished"

    def the_log_tells_what_is(self) -> None:
        self.clock.shift(timedelta(seconds=1))
        for thread in Thread.objects.all():
            public = {c.pk: c.html for c in thread.comments.filter(status="approved")}
            past = thread_at_moment(thread, clock.now(), per_page=10_000)
            shown = {c.id: c.html for c in _walk(past.roots) if not c.is_stub}
            assert shown == public
            assert past.count == len(public)
            self.seen.append((thread.pk, clock.now(), set(public), public))
        self.clock.shift(timedelta(seconds=1))
        for comment in Comment.objects.prefetch_related("decisions"):
            status = ""
            for line in sorted(comment.decisions.all(), key=lambda d: d.pk):
                assert line.before == status, "a line of the log is missing"
                status = line.after
            assert status == comment.status

    def whoever_may_not_write_stays_silent(self) -> None:
        for sanction in sanctions_in_force().exclude(batch=""):
            since = Decision.objects.filter(comment__reader=sanction.reader, decided_at__gt=sanction.imposed_at)
            for line in since.filter(after="approved", moderator=None).exclude(cause=Decision.IMPORT):
                raise AssertionError(f"published without a moderator: {line.reason}")

    def the_files_show_what_is_public_and_nothing_else(self) -> None:
        self.settle_all()
        undone = Receipt.objects.exclude(state=Receipt.State.DONE)
        assert list(undone.values_list("consumer", "event__kind", "last_error")) == []
        shown: Counter[int] = Counter()
        for thread in Thread.objects.all():
            for output in Output.objects.filter(path__startswith=thread.url):
                if output.recipe in ("article", "conversation", "branch"):
                    shown.update(int(pk) for pk in _SHOWN.findall(page_text(output.path)))
        assert shown == Counter(Comment.objects.filter(status="approved").values_list("pk", flat=True))
        for public in Comment.objects.filter(status="approved").select_related("thread"):
            assert f'id="c{public.pk}"' in page_text(path_of(public.thread, public))
        self.no_word_too_much()
        should, stand = set(expected_outputs()), set(Output.objects.values_list("path", flat=True))
        assert {path for path in should ^ stand if "/assets/" not in path} == set()
        assert reconcile() == 0

    def no_word_too_much(self) -> None:
        text = "".join(
            page_text(path) for path in Output.objects.values_list("path", flat=True) if "/assets/" not in path
        )
        approved = Comment.objects.filter(status="approved")
        words = {token for source in approved.values_list("source", flat=True) for token in _TOKEN.findall(source)}
        assert set(_TOKEN.findall(text)) == words
        names = {name for found in approved.values_list("author_name", flat=True) for name in _NAME.findall(found)}
        assert set(_NAME.findall(text)) == names
        linked = approved.filter(author_linked=True).values_list("author_url", flat=True)
        assert set(_SITE.findall(text)) == {site for url in linked for site in _SITE.findall(url)}
        assert "private.example" not in text
        for key in Comment.objects.values_list("private_key", flat=True):
            assert key not in text

    def nothing_is_stale(self) -> None:
        """Made from nothing, every file is what it was."""
        self.settle_all()
        before = {path: page_text(path) for path in Output.objects.values_list("path", flat=True)}
        Fragment.objects.exclude(key=SHELL).delete()
        want_everything()
        materialize_all_dirty()
        after = {path: page_text(path) for path in Output.objects.values_list("path", flat=True)}
        assert before.keys() == after.keys()
        for path, text in before.items():
            assert text == after[path], path
        files = {path for path in Path(django_settings.PUBLIC_ROOT).rglob("*") if path.is_file()}
        assert files == {file_of(path) for path in after}

    def the_past_is_as_it_was(self) -> None:
        for thread_id, moment, public, words in self.seen:
            thread = Thread.objects.get(pk=thread_id)
            left = dict(thread.comments.values_list("pk", "erased_at"))
            past = thread_at_moment(thread, moment, per_page=10_000)
            shown = {c.id: c.html for c in _walk(past.roots) if not c.is_stub}
            assert set(shown) == public & set(left)
            assert all(words[pk] == html for pk, html in shown.items() if left[pk] is None)


_SHOWN = re.compile(r'id="c(\d+)"[^>]*>\s*(?:<(?!p |article )[^>]*>\s*)*<article class="comment')
_TOKEN = re.compile(r"zq\d+zq")
_NAME = re.compile(r"nq\d+nq")
_SITE = re.compile(r"wq\d+wq")


def _walk(comments: Any) -> Any:
    for comment in comments:
        yield comment
        yield from _walk(comment.replies)


@pytest.mark.timeout(7200 if LONG else 300)
def test_no_sequence_of_actions_leaves_counts_tree_files_or_log_inconsistent(
    cast: Cast, django_db_setup: CopiedInstallation, settings: Any
) -> None:
    class Machine(Conversation):
        installation = django_db_setup
        changed = settings

    begun = settings.PARLEY

    def machine() -> Machine:
        settings.PARLEY = begun
        return Machine()

    run_state_machine_as_test(machine, settings=_limits())  # type: ignore[no-untyped-call]


def _limits() -> Any:
    return settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not LONG and "HYPOTHESIS_HISTORIES" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        phases=PHASES,
    )
