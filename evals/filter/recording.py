"""The memory of results: what was measured when, where and of which engine. Figures only, no text of any comment."""

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results")


@dataclass
class Recording:
    """Tables that are printed as they come, and kept as Markdown and JSON under one name."""

    name: str
    title: str
    engine: str
    remarks: Sequence[str] = ()
    tables: list[dict[str, Any]] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)

    def add(self, title: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
        """Print a table and keep it."""
        self.tables.append({"title": title, "head": list(head), "rows": [list(row) for row in rows], "note": note})
        print("\n".join(_markdown(self.tables[-1])), flush=True)

    def keep(self, folder: Path = RESULTS) -> list[Path]:
        """Write NAME.md and NAME.json; returns the files."""
        folder.mkdir(exist_ok=True)
        about = self._about()
        written = folder / f"{self.name}.md", folder / f"{self.name}.json"
        lines = [f"# {self.title}", "", *(f"- {name}: {value}" for name, value in about.items()), ""]
        lines += [*self.remarks, ""] if self.remarks else []
        for table in self.tables:
            lines += _markdown(table)
        written[0].write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
        kept = {**about, "remarks": list(self.remarks), "tables": self.tables}
        written[1].write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return list(written)

    def _about(self) -> dict[str, str]:
        return {
            "engine": self.engine,
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "machine": f"{os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}",
            "took": f"{(time.monotonic() - self._started) / 60:.1f} minutes",
        }


def share(value: float) -> str:
    """Return a share with two places, for a table."""
    return f"{value:.2f}"


def _markdown(table: dict[str, Any]) -> list[str]:
    lines = [f"## {table['title']}", "", f"| {' | '.join(table['head'])} |", "|" + " --- |" * len(table["head"])]
    lines += [f"| {' | '.join(row)} |" for row in table["rows"]]
    return [*lines, "", *([table["note"], ""] if table["note"] else [])]


def _processor() -> str:
    names = [line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    return names[0] if names else "processor unknown"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
