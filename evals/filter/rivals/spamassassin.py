"""SpamAssassin's Bayes classifier, as Debian packages it, without network."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from evals.filter.rivals.mails import write_mails
from evals.filter.rivals.rival import Rival, log_odds

from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores

_PLUGINS = "loadplugin Mail::SpamAssassin::Plugin::Bayes\nloadplugin Mail::SpamAssassin::Plugin::Check\n"
_SETTINGS = """use_bayes 1
bayes_auto_learn 0
bayes_auto_expire 0
bayes_min_ham_num 1
bayes_min_spam_num 1
bayes_path {folder}/bayes
body BAYES_ANY eval:check_bayes('0.0', '1.0')
tflags BAYES_ANY learn
score BAYES_ANY 0.001
"""
# The list by which addresses in a text are found; the other rules are about mail, and stay out.
_ENDINGS = Path("/usr/share/spamassassin/20_aux_tlds.cf")
# Debug lines: the first stands once for each mail, the second only where a token was known.
_ASKED = "bayes: corpus size:"
_SCORE = re.compile(r"bayes: score = (\S+)")


class SpamAssassin(Rival):
    """`sa-learn` learns, `spamassassin -L` judges; many files in one call."""

    name = "SpamAssassin (Bayes)"
    how = "mails through `sa-learn` and `spamassassin -L -D bayes`; ranked by the Bayes probability, its rules left out"

    def missing(self) -> str:
        """Return the Debian package when it is not installed."""
        there = shutil.which("sa-learn") and shutil.which("spamassassin") and _ENDINGS.exists()
        return "" if there else "SpamAssassin (Debian: apt-get install spamassassin)"

    def start(self) -> None:
        """Begin with an empty database and settings of its own."""
        self._calls = 0
        for name in ("site", "rules"):
            (self.folder / name).mkdir()
        (self.folder / "site" / "init.pre").write_text(_PLUGINS)
        (self.folder / "site" / "local.cf").write_text("")
        (self.folder / "rules" / "10_bayes.cf").write_text(_SETTINGS.format(folder=self.folder))
        (self.folder / "rules" / _ENDINGS.name).symlink_to(_ENDINGS)

    def learn(self, comments: Sequence[LabelledComment]) -> None:
        """Learn each label in one call."""
        for option, spam in (("--spam", True), ("--ham", False)):
            chosen = [comment for comment in comments if comment.spam is spam]
            if chosen:
                self._call("sa-learn", option, comments=chosen)

    def decide(self, comments: Sequence[LabelledComment]) -> None:
        """A decision is one more mail."""
        self.learn(comments)

    def judge(self, comments: Sequence[LabelledComment]) -> Scores:
        """Return the log-odds of the Bayes probability, 0 where no token was known."""
        said = self._call("spamassassin", "-x", "-D", "bayes", comments=comments).split(_ASKED)[1:]
        if len(said) != len(comments):
            raise RuntimeError(f"SpamAssassin judged {len(said)} of {len(comments)} comments.")
        found = [_SCORE.search(part) for part in said]
        return log_odds([float(match[1]) if match else 0.5 for match in found])

    def _call(self, program: str, *options: str, comments: Sequence[LabelledComment]) -> str:
        self._calls += 1
        mails = self.folder / f"mails-{self._calls}"
        write_mails(comments, mails)
        call = [program, "-L", f"--siteconfigpath={self.folder}/site", f"--configpath={self.folder}/rules", *options]
        environment = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        with (self.folder / "said").open("w+b") as said:
            subprocess.run(
                [*call, *map(str, sorted(mails.iterdir()))],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=said,
                check=True,
            )
            said.seek(0)
            return said.read().decode("utf-8", "replace")
