"""`parley filter explain`: why the filter judged a comment as it did, and how it would judge now."""

from typing import Any

import click

from parley.config.cli.start import Refused, json_option, report, start_django


@click.command()
@click.argument("number", type=click.IntRange(1), metavar="ID")
@json_option
def explain(number: int, as_json: bool) -> None:
    """Say why the comment of number ID was judged as it was, and how it would be judged now.

    The number stands at the end of a comment's link: …#c15 is comment 15. The weights are log-odds: positive ones
    speak for spam, and they add up to the score.
    """
    start_django()
    from parley.conversation.models import Comment  # noqa: PLC0415
    from parley.conversation.moderation import holding_in_words, judge_again  # noqa: PLC0415

    comment = Comment.objects.filter(pk=number).select_related("thread", "reader").first()
    if comment is None:
        raise Refused(f"There is no comment {number}.")
    judgements = {"when it was last judged": _stored(comment), "as it would be judged now": judge_again(comment)}
    told = {
        when: {
            "outcome": judged.outcome,
            "probability": round(judged.probability, 4),
            "score": round(judged.score, 4),
            "engine": judged.engine,
            "reasons": judged.reasons,
        }
        for when, judged in judgements.items()
        if judged is not None
    }
    lines = [f"Comment {comment.pk} by {comment.author_name}, now {comment.get_status_display().lower()}."]
    for when, judged in told.items():
        lines += ["", *_lines(when, judged)]
    lines += ["", holding_in_words(comment.thread.site)]
    report({"comment": comment.pk, "status": comment.status, "judgements": told}, as_json=as_json, lines=lines)


def _stored(comment: Any) -> Any:
    return comment.judgements.first()


def _lines(when: str, judged: dict[str, Any]) -> list[str]:
    reasons = sorted(judged["reasons"], key=lambda reason: -abs(reason["weight"]))
    head = f"{judged['outcome'].upper()} {when}: probability {judged['probability']:.1%}, score {judged['score']:+.2f}"
    return [
        f"{head} ({judged['engine']})",
        *(f"  {reason['weight']:+6.2f}  {reason['sentence']}  [{reason['rule']}]" for reason in reasons),
    ]
