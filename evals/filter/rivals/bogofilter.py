"""bogofilter: words by Robinson's and Fisher's method, as Debian packages it."""

import shutil
import subprocess
from collections.abc import Sequence

from evals.filter.rivals.mails import write_mails
from evals.filter.rivals.rival import Rival, log_odds

from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores


class Bogofilter(Rival):
    """`bogofilter -s` and `-n` learn, `-TT` judges; many files in one call."""

    name = "bogofilter"
    how = "mails through `bogofilter -b`; ranked by its spamicity"

    def missing(self) -> str:
        """Return the Debian package when it is not installed."""
        return "" if shutil.which("bogofilter") else "bogofilter (Debian: apt-get install bogofilter)"

    def start(self) -> None:
        """Begin with an empty list of words."""
        self._calls = 0
        (self.folder / "words").mkdir()

    def learn(self, comments: Sequence[LabelledComment]) -> None:
        """Register the comments."""
        for option, spam in (("-s", True), ("-n", False)):
            self._call(option, comments=[comment for comment in comments if comment.spam is spam])

    def decide(self, comments: Sequence[LabelledComment]) -> None:
        """A decision is one more mail."""
        self.learn(comments)

    def judge(self, comments: Sequence[LabelledComment]) -> Scores:
        """Return the log-odds of the spamicity."""
        lines = self._call("-TT", comments=comments).splitlines()
        return log_odds([float(line.rsplit(" ", 1)[1]) for line in lines])

    def _call(self, option: str, *, comments: Sequence[LabelledComment]) -> str:
        self._calls += 1
        mails = write_mails(comments, self.folder / f"mails-{self._calls}")
        call = ["bogofilter", "-d", str(self.folder / "words"), "-C", option, "-b"]
        done = subprocess.run(call, input="\n".join(map(str, mails)), capture_output=True, text=True, check=False)
        if done.returncode > 2:  # 0 spam, 1 ham, 2 unsure
            raise RuntimeError(f"bogofilter failed: {done.stderr.strip()}")
        return done.stdout
