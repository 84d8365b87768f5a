"""`python -m evals.faults.run_kills [--kills 500] [--writers 4]`: kill -9, as figures."""

import argparse
import sys
from pathlib import Path

from evals.faults.kills import WITHIN, Killed, kill_again_and_again
from evals.filter.recording import Recording

RESULTS = Path(__file__).with_name("results")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--keep", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    recording = Recording("kills", "kill -9 while readers post", "Parley on SQLite, `parley serve` with its worker")
    killed = kill_again_and_again(chosen.kills, chosen.writers)
    recording.add("Accounts", ["What", "Count"], _rows(killed))
    wrong = [*killed.lost[:20], *killed.damaged, *killed.torn[:20], *killed.late]
    if wrong:
        recording.add("What went wrong", ["What"], [[line] for line in wrong])
    recording.keep(chosen.keep)
    sys.exit(0 if killed.is_clean else 1)


def _rows(killed: Killed) -> list[list[str]]:
    return [
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


if __name__ == "__main__":
    main()
