"""What an import read, made, left out and why."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from parley.importers.wordpress.wxr import Export

MOST_NOTES = 200


@dataclass(slots=True)
class ImportReport:
    """Figures and sentences about one import. `notes` name the entry that they are about."""

    site: str
    read: dict[str, int]
    made: Counter[str] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    """Was imported before and is left as it is."""
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind, reason) → how many."""
    judged: Counter[str] = field(default_factory=Counter)
    """Status that imported comments got."""
    notes: list[str] = field(default_factory=list)
    is_rehearsal: bool = False

    @classmethod
    def of(cls, export: Export) -> "ImportReport":
        """A report that knows what the export holds."""
        survey = export.survey
        read: Counter[str] = Counter()
        for (kind, _status), count in survey.posts.items():
            read[kind] += count
        read["comment"] = sum(survey.comments.values())
        read["author"] = survey.authors
        report = cls(site=export.channel.base_blog_url or export.channel.link, read=dict(read))
        for warning in survey.warnings:
            report.note(warning)
        for name, count in survey.unknown.items():
            report.note(f"{count} × <{name}>: this field has no place here.")
        return report

    def skip(self, kind: str, reason: str) -> None:
        self.skipped[kind, reason] += 1

    def note(self, sentence: str) -> None:
        """Something that a person should know; more than 200 are counted, not kept."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(sentence)
        elif len(self.notes) == MOST_NOTES:
            self.notes.append("There are more notes than are shown here.")

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "site": self.site,
            "rehearsal": self.is_rehearsal,
            "read": self.read,
            "made": dict(self.made),
            "standing": dict(self.standing),
            "skipped": [{"kind": k, "reason": r, "count": n} for (k, r), n in self.skipped.items()],
            "comments": dict(self.judged),
            "notes": self.notes,
        }

    def lines(self) -> list[str]:
        """For a person."""
        lines = [f"Read {self.site or 'the export'}: {_counted(self.read)}."]
        lines.append(f"{'Would make' if self.is_rehearsal else 'Made'}: {_counted(self.made) or 'nothing new'}.")
        if self.judged:
            shown = {"approved": "public", "pending": "waiting for a moderator", "spam": "spam", "trash": "removed"}
            parts = [f"{count} {shown.get(status, status)}" for status, count in sorted(self.judged.items())]
            lines.append(f"Comments, each judged anew: {', '.join(parts)}.")
        if self.standing:
            lines.append(f"Here already, left as they are: {_counted(self.standing)}.")
        lines += [f"Left out: {count} × {kind}: {reason}." for (kind, reason), count in self.skipped.items()]
        lines += [f"Note: {note}" for note in self.notes]
        if self.is_rehearsal:
            lines.append("This was a rehearsal: nothing was changed.")
        return lines


def _counted(numbers: dict[str, int] | Counter[str]) -> str:
    return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in numbers.items() if count)
