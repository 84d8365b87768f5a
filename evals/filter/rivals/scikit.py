"""Text classifiers as one builds them in an afternoon with scikit-learn."""

from collections.abc import Sequence
from typing import Any

from evals.filter.rivals.rival import Rival

from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores

# A decision of the site itself counts as so many comments of other sites.
_DECISION_WEIGHT = 5.0


class _Scikit(Rival):
    """Fits anew on everything it was given; fields stand before the text as a line each."""

    def missing(self) -> str:
        """Return the package when it is not installed."""
        try:
            import sklearn  # noqa: F401
        except ImportError:
            return 'scikit-learn (pip install "scikit-learn>=1.5", or make evals-filter-compare)'
        return ""

    def start(self) -> None:
        """Forget everything."""
        self._known: list[LabelledComment] = []
        self._weights: list[float] = []

    def learn(self, comments: Sequence[LabelledComment]) -> None:
        """Fit on these too."""
        self._learn(comments, 1.0)

    def decide(self, comments: Sequence[LabelledComment]) -> None:
        """Fit on these too, each counting five times."""
        self._learn(comments, _DECISION_WEIGHT)

    def judge(self, comments: Sequence[LabelledComment]) -> Scores:
        """Return the log-odds."""
        vectors = self._vectoriser.transform([_document(comment) for comment in comments])
        return self._margins(vectors)

    def _learn(self, comments: Sequence[LabelledComment], weight: float) -> None:
        self._known += comments
        self._weights += [weight] * len(comments)
        self._vectoriser = self._make_vectoriser()
        vectors = self._vectoriser.fit_transform([_document(comment) for comment in self._known])
        self._model = self._make_model()
        self._model.fit(vectors, [comment.spam for comment in self._known], sample_weight=self._weights)

    def _make_vectoriser(self) -> Any:
        raise NotImplementedError

    def _make_model(self) -> Any:
        raise NotImplementedError

    def _margins(self, vectors: Any) -> Scores:
        raise NotImplementedError


class LogisticRegression(_Scikit):
    """Words and word pairs, and runs of 3 to 5 characters, TF-IDF, logistic regression."""

    name = "scikit-learn: words + characters, logistic regression"
    how = f"refitted with each decision counting {_DECISION_WEIGHT:.0f} times"

    def _make_vectoriser(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_union

        return make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
        )

    def _make_model(self) -> Any:
        from sklearn.linear_model import LogisticRegression as Model

        return Model(C=10, max_iter=300)

    def _margins(self, vectors: Any) -> Scores:
        margins: Scores = self._model.decision_function(vectors)
        return margins


class NaiveBayes(_Scikit):
    """Words and word pairs, multinomial naive Bayes."""

    name = "scikit-learn: words, multinomial naive Bayes"
    how = f"refitted with each decision counting {_DECISION_WEIGHT:.0f} times"

    def _make_vectoriser(self) -> Any:
        from sklearn.feature_extraction.text import CountVectorizer

        return CountVectorizer(ngram_range=(1, 2), min_df=2)

    def _make_model(self) -> Any:
        from sklearn.naive_bayes import MultinomialNB

        return MultinomialNB(alpha=0.1)

    def _margins(self, vectors: Any) -> Scores:
        likelihoods = self._model.predict_joint_log_proba(vectors)
        margins: Scores = likelihoods[:, 1] - likelihoods[:, 0]
        return margins


def _document(comment: LabelledComment) -> str:
    given = comment.submission
    fields = (("name", given.author), ("email", given.email), ("site", given.url))
    return "\n".join([*(f"{title} {field}" for title, field in fields if field), given.text])
