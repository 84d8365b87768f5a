"""One picture of a filter's work: ROC, precision and recall, reliability, scores.

matplotlib is an optional extra, imported when a picture is drawn. Figure and Agg canvas are used directly, without
pyplot: no window, no global state.
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from spamfilter.evaluation.calibration import reliability
from spamfilter.evaluation.errors import PlotsUnavailable, UnreadableFile
from spamfilter.evaluation.figures import Scores, average_precision, precision_recall_curve, roc_auc, roc_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HONEST, _SPAM, _GUIDE = "#2b6cb0", "#c05621", "#a0aec0"
_LOWEST_RATE = 1e-4
_BINS = 60
_INCHES = (11, 8.5)
_DOTS_AN_INCH = 110


class Scored(Protocol):
    """Comments with their scores (log-odds), probabilities and the truth, each of shape (comments,)."""

    @property
    def engine(self) -> str: ...
    @property
    def thresholds(self) -> tuple[float, float]: ...
    @property
    def scores(self) -> Scores: ...
    @property
    def probabilities(self) -> Scores: ...
    @property
    def spam(self) -> npt.NDArray[np.bool_]: ...


def require_plots() -> None:
    """Raise PlotsUnavailable when matplotlib is not installed, before anything long is begun."""
    # The first use of matplotlib lists the machine's fonts, and says so on standard error.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        import matplotlib.backends.backend_agg  # noqa: F401, PLC0415 - an optional extra
    except ImportError as error:
        raise PlotsUnavailable(
            'Drawing needs matplotlib, which is not installed. Install it with: pip install "parley[plots]"'
        ) from error


def draw(judged: Scored, path: Path) -> None:
    """Write the picture as PNG. Raises PlotsUnavailable, and UnreadableFile when `path` cannot be written."""
    require_plots()
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - an optional extra
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=_INCHES, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"{judged.engine}: {len(judged.spam):,} comments, {int(judged.spam.sum()):,} of them spam")
    roc, precision, calibration, scores = figure.subplots(2, 2).flat
    _draw_roc(roc, judged)
    _draw_precision(precision, judged)
    _draw_reliability(calibration, judged)
    _draw_scores(scores, judged)
    try:
        # Without the library's version inside, the same figures give the same file.
        figure.savefig(path, format="png", dpi=_DOTS_AN_INCH, metadata={"Software": None})
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be written: {error.strerror or error}.") from error


def _draw_roc(axes: "Axes", judged: Scored) -> None:
    axes.set(xlabel="false positives (share of honest comments)", ylabel="recall (share of spam)", ylim=(0, 1.02))
    axes.set_xscale("log")
    axes.set_xlim(_LOWEST_RATE, 1)
    axes.set_title("ROC")
    if _lacks_a_kind(axes, judged):
        return
    spam, honest = judged.scores[judged.spam], judged.scores[~judged.spam]
    false_positives, recall = roc_curve(spam, honest)
    axes.step(np.maximum(false_positives, _LOWEST_RATE), recall, where="post", color=_SPAM)
    for rate in (0.001, 0.01):
        axes.axvline(rate, color=_GUIDE, linewidth=0.8, linestyle="--")
    axes.set_title(f"ROC (area {roc_auc(spam, honest):.3f})")


def _draw_precision(axes: "Axes", judged: Scored) -> None:
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02), title="Precision and recall")
    if _lacks_a_kind(axes, judged):
        return
    spam, honest = judged.scores[judged.spam], judged.scores[~judged.spam]
    axes.step(*precision_recall_curve(spam, honest), where="post", color=_SPAM)
    axes.axhline(float(judged.spam.mean()), color=_GUIDE, linewidth=0.8, linestyle="--")
    axes.set_title(f"Precision and recall (average precision {average_precision(spam, honest):.3f})")


def _draw_reliability(axes: "Axes", judged: Scored) -> None:
    axes.set(xlabel="probability of spam", ylabel="share that is spam", xlim=(0, 1), ylim=(0, 1.02))
    axes.set_title("Reliability (areas: number of comments)")
    axes.plot([0, 1], [0, 1], color=_GUIDE, linewidth=0.8, linestyle="--")
    bins = reliability(judged.probabilities, judged.spam)
    sizes = [20 + 300 * bin.comments / len(judged.spam) for bin in bins]
    axes.plot([bin.probability for bin in bins], [bin.spam for bin in bins], color=_SPAM, linewidth=1)
    axes.scatter([bin.probability for bin in bins], [bin.spam for bin in bins], s=sizes, color=_SPAM, clip_on=False)


def _draw_scores(axes: "Axes", judged: Scored) -> None:
    edges = np.linspace(judged.scores.min() - 0.5, judged.scores.max() + 0.5, _BINS + 1).tolist()
    for members, colour, name in ((~judged.spam, _HONEST, "honest"), (judged.spam, _SPAM, "spam")):
        if members.any():
            weights = np.full(int(members.sum()), 1 / members.sum())
            axes.hist(judged.scores[members], edges, weights=weights, color=colour, alpha=0.6, label=name)
    for probability in judged.thresholds:
        axes.axvline(float(np.log(probability / (1 - probability))), color=_GUIDE, linewidth=0.8, linestyle="--")
    axes.set(xlabel="score (log-odds); dashed: held, called spam", ylabel="share of each kind", title="Scores")
    axes.legend()


def _lacks_a_kind(axes: "Axes", judged: Scored) -> bool:
    if judged.spam.any() and not judged.spam.all():
        return False
    axes.text(0.5, 0.5, "needs both spam and honest comments", transform=axes.transAxes, ha="center", va="center")
    return True
