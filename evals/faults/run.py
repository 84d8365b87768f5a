"""All faults, as figures: `python -m evals.faults.run [--kills 500] [--points 250] [kills power disasters]`."""

import argparse
import sys
from pathlib import Path

from evals.faults.disasters import DISASTERS, HEAD, Suffered, can_mount
from evals.faults.kills import WITHIN, Killed, kill_again_and_again
from evals.faults.powerloss import PowerLoss, lose_power
from evals.filter.recording import Recording

RESULTS = Path(__file__).with_name("results")
ENGINE = "Parley on SQLite, `parley serve` with its worker"
PARTS = ("power", "disasters", "kills")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=PARTS, help=", ".join(PARTS))
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--comments", type=int, default=60)
    parser.add_argument("--points", type=int, default=250, help="moments of power loss, each under five models")
    parser.add_argument("--keep", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    clean = True
    if "power" in chosen.parts:
        clean &= record_power(lose_power(chosen.comments, chosen.points), chosen.keep)
    if "disasters" in chosen.parts:
        needing_mounts = set() if can_mount() else {"full", "read-only"}
        clean &= record_disasters([do() for name, do in DISASTERS.items() if name not in needing_mounts], chosen.keep)
    if "kills" in chosen.parts:
        clean &= record_kills(kill_again_and_again(chosen.kills, chosen.writers), chosen.keep)
    sys.exit(0 if clean else 1)


def record_power(found: PowerLoss, keep: Path) -> bool:
    """Print and keep what power losses did. Returns whether nothing was wrong."""
    recording = Recording("power_loss", "Power loss in the real write path", ENGINE)
    traced = ", ".join(f"{kind} {count:,}" for kind, count in found.operations.most_common())
    recording.add("Traced", ["What", "Count"], [["acknowledged", str(found.acknowledged)], ["operations", traced]])
    head = ["Model", "States", "Corrupt", "Acknowledged lost", "Without event", "Half pages", "Page ahead of database"]
    rows = [[name, *(str(n) for n in (each.states, *map(len, _wrong(each))))] for name, each in found.models.items()]
    recording.add("States", head, rows)
    wrong = [[line] for each in found.models.values() for kind in _wrong(each) for line in kind[:5]]
    if wrong or found.unknown:
        recording.add("What went wrong", ["What"], wrong + [[line] for line in found.unknown[:5]])
    recording.keep(keep)
    return found.is_clean


def _wrong(found: object) -> list[list[str]]:
    return [getattr(found, kind) for kind in ("corrupt", "lost", "without_event", "torn", "ahead")]


def record_disasters(suffered: list[Suffered], keep: Path) -> bool:
    """Print and keep what readers met. Returns whether nothing was wrong."""
    recording = Recording("disasters", "The machine fails while readers write", ENGINE)
    recording.add("Faults", HEAD, [each.row() for each in suffered])
    recording.keep(keep)
    return all(each.is_clean for each in suffered)


def record_kills(killed: Killed, keep: Path) -> bool:
    """Print and keep what kills did. Returns whether nothing was wrong."""
    recording = Recording("kills", "kill -9 while readers post", ENGINE)
    rows = [
        ["processes killed", str(killed.count)],
        *([f"of these: {kind}", str(count)] for kind, count in killed.kills.most_common()),
        ["comments acknowledged", f"{killed.acknowledged:,}"],
        ["acknowledged and lost (must be 0)", str(len(killed.lost))],
        ["integrity checks that failed (must be 0)", str(len(killed.damaged))],
        ["half pages (must be 0)", str(len(killed.torn))],
        [f"times that pages and database differed {WITHIN:.0f} s after a restart (must be 0)", str(len(killed.late))],
        ["longest until they agreed after a restart, s", f"{max(killed.agreements, default=0):.1f}"],
        ["longest restart of everything, s", f"{max(killed.restarts, default=0):.1f}"],
    ]
    recording.add("Accounts", ["What", "Count"], rows)
    wrong = [*killed.lost[:20], *killed.damaged, *killed.torn[:20], *killed.late]
    if wrong:
        recording.add("What went wrong", ["What"], [[line] for line in wrong])
    recording.keep(keep)
    return killed.is_clean


if __name__ == "__main__":
    main()
