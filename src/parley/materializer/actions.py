"""Mark what is out of date; write it; heal what should stand and does not."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation

from parley.conversation.actions.settling import recount_new_threads
from parley.database.prepared import Prepared, PreparedUpdate, in_slots
from parley.kit import clock
from parley.materializer.events import feed_changed
from parley.materializer.expected import Expected, expected_outputs
from parley.materializer.files import only_one_writer, remove_public_file, stands, write_public_file
from parley.materializer.frames import CONVERSATION
from parley.materializer.models import Dependency, Fragment, Output
from parley.materializer.queries import ASSETS, differs, outputs_waiting
from parley.materializer.recipes import RECIPES, Made
from parley.materializer.recipes.figures import SUBJECT as FIGURES
from parley.materializer.recipes.lists import DISCUSSED
from parley.materializer.shell import SHELL, is_shell_shown, shell_digest

log = structlog.get_logger(__name__)

MODERATOR, READER, REST = 1, 2, 5
FEEDS_OF_ARTICLES = frozenset({"feed", "feed_rss", "feed_json"})
LONGEST_PAUSE = timedelta(hours=1)
MACHINE_PAUSE = timedelta(seconds=15)
"""Until the next attempt at a page when the disk is full or read-only, or the database is away."""


def mark_dirty(subjects: Iterable[str], *, priority: int = REST) -> None:
    """Every file that shows one of these subjects wants to be made anew; where it is more than a conversation that
    changed, with its frame."""
    subjects = set(subjects)
    around = {subject for subject in subjects if not subject.startswith(CONVERSATION)}
    _want(subjects - around, priority, with_frames=False)
    _want(around, priority, with_frames=True)


def expect(outputs: Iterable[Expected]) -> list[str]:
    """Make sure that these files are known. Returns the addresses that were not known before."""
    outputs = list(outputs)
    new = _unknown(outputs)
    if not new:
        return []
    Output.objects.bulk_create(
        (Output(path=e.path, recipe=e.recipe, subject=e.subject, priority=e.priority) for e in new),
        ignore_conflicts=True,
    )
    return [e.path for e in new]


def materialize(path: str) -> bool:
    """Bring one file up to date. Returns whether its bytes changed.

    Under the file's lock: what was committed before the lock was taken is in the file when it is let go. A change that
    comes while the file is made raises `wanted` beyond what is noted as made, so that it is made once more.
    """
    with only_one_writer(path), translation.override(settings.LANGUAGE_CODE):
        output = _output_at.first(path)
        if output is None:
            return False
        if output.made >= output.wanted and stands(path):
            return False
        made = RECIPES[output.recipe](output.subject)
        return _withdraw(output) if made is None else _write(output, made)


def materialize_dirty(*, limit: int = 500, progress: Callable[[str], None] | None = None) -> int:
    """Bring waiting files up to date, the most urgent first. Returns how many were looked at."""
    # What is put off further than any pause was put off by a clock that ran ahead.
    due = Q(retry_at=None) | Q(retry_at__lte=clock.now()) | Q(retry_at__gt=clock.now() + LONGEST_PAUSE)
    waiting = outputs_waiting().filter(due).order_by("priority", "pk")
    paths = list(waiting.values_list("path", flat=True)[:limit])
    for path in paths:
        _materialize_safely(path)
        if progress is not None:
            progress(path)
    return len(paths)


def materialize_all_dirty() -> None:
    """Bring files up to date until none is left that can be made now; one that fails is left for a later attempt."""
    while materialize_dirty():
        pass


def reconcile() -> int:
    """Compare what should stand with what stands, and mark the difference. Returns how many files differ.

    Signals can be missed, folders deleted by hand, backups restored: this is the guarantee behind the events. An old
    style sheet or script goes last, when no page names it any more.
    """
    recount_new_threads()
    expected = expected_outputs()
    new = expect(expected.values())
    outputs = Output.objects.all()
    if not is_shell_shown() or outputs_waiting().exists():
        outputs = outputs.exclude(Q(path__startswith=ASSETS) & ~Q(path__in=expected))
    stale = [output for output in outputs if differs(output, expected.get(output.path))]
    for output in stale:
        wanted = expected.get(output.path)
        if wanted is None:
            with only_one_writer(output.path):
                remove_public_file(output.path)
                output.delete()
        else:
            Output.objects.filter(pk=output.pk).update(
                recipe=wanted.recipe,
                subject=wanted.subject,
                wanted=F("wanted") + 1,
                frame_wanted=F("frame_wanted") + 1,
            )
    return len(new) + len(stale)


@transaction.atomic
def show_changed_shell() -> bool:
    """Make every page anew when what stands around them is another than at the last look: after a change of settings,
    of theme or of program. Returns whether it was. Until a page's turn comes its old file stays valid."""
    if is_shell_shown():
        return False
    mark_dirty([SHELL])
    Fragment.objects.update_or_create(key=SHELL, defaults={"recipe": shell_digest(), "html": ""})
    return True


def show_newly_discussed() -> None:
    """Which articles are recent changes with time alone: for the worker, every hour."""
    mark_dirty([DISCUSSED])


def show_new_figures() -> None:
    """Figures of moderation are as of yesterday: for the worker, every hour; the file changes once a day."""
    mark_dirty([FIGURES])


def want_everything() -> None:
    """Make every file anew: after a change of theme or program. Those that failed are tried again at once."""
    Output.objects.update(wanted=F("wanted") + 1, frame_wanted=F("frame_wanted") + 1, failures=0, retry_at=None)


def _want(subjects: set[str], priority: int, *, with_frames: bool) -> None:
    for some in in_slots(subjects):
        _want_shown(len(some), with_frames)(priority, *some)


@cache
def _want_shown(count: int, with_frames: bool) -> PreparedUpdate:
    frames = {"frame_wanted": F("frame_wanted") + 1} if with_frames else {}

    def build(priority: Any, *subjects: Any) -> tuple[QuerySet[Output], dict[str, Any]]:
        shown = Output.objects.filter(pk__in=Dependency.objects.filter(subject__in=subjects).values("output"))
        return shown, {"wanted": F("wanted") + 1, "priority": priority, "retry_at": None, **frames}

    return PreparedUpdate(build, arity=1 + count)


def _unknown(outputs: list[Expected]) -> list[Expected]:
    known: set[str] = set()
    for paths in in_slots({expected.path for expected in outputs}):
        known.update(_known(len(paths))(*paths))
    return [expected for expected in outputs if expected.path not in known]


@cache
def _known(count: int) -> Prepared[str]:
    return Prepared(
        lambda *paths: Output.objects.filter(path__in=paths).order_by().values_list("path", flat=True), arity=count
    )


_output_at = Prepared(lambda path: Output.objects.filter(path=path))
_subjects_noted = Prepared(lambda output: Dependency.objects.filter(output=output).values_list("subject", flat=True))
_note_made = PreparedUpdate(
    lambda pk, made, digest, written_at: (
        Output.objects.filter(pk=pk),
        {"made": made, "digest": digest, "failures": 0, "retry_at": None, "written_at": written_at},
    )
)


def _materialize_safely(path: str) -> None:
    try:
        materialize(path)
    except (OSError, OperationalError):  # the machine's fault, not the page's: it is over when it is over
        log.exception("page_not_written", path=path)
        Output.objects.filter(path=path).update(retry_at=clock.now() + MACHINE_PAUSE)
    except Exception:
        log.exception("page_failed", path=path)
        output = Output.objects.get(path=path)
        wait = min(timedelta(seconds=30 * 2**output.failures), LONGEST_PAUSE)
        Output.objects.filter(path=path).update(failures=output.failures + 1, retry_at=clock.now() + wait)


def _write(output: Output, made: Made) -> bool:
    digest = hashlib.sha256(made.content).hexdigest()
    changed = digest != output.digest or not stands(output.path)
    if changed:
        write_public_file(output.path, made.content)
    with transaction.atomic():
        _note_dependencies(output, made.depends_on)
        written_at = clock.now() if changed else output.written_at
        _note_made(output.pk, output.wanted, digest, written_at)
        if settings.PARLEY.websub_hub and output.recipe in FEEDS_OF_ARTICLES and output.digest not in {"", digest}:
            feed_changed(output.pk, output.path)
    return changed


def _withdraw(output: Output) -> bool:
    remove_public_file(output.path)
    output.delete()
    return True


def _note_dependencies(output: Output, subjects: frozenset[str]) -> None:
    noted = set(_subjects_noted(output.pk))
    if noted == subjects:
        return
    if gone := noted - subjects:
        output.dependencies.filter(subject__in=gone).delete()
    Dependency.objects.bulk_create(
        (Dependency(output=output, subject=subject) for subject in subjects - noted), ignore_conflicts=True
    )
