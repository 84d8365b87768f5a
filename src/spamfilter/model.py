"""Stage 3: one linear model over hashed features, learned in advance.

A linear model keeps the reasons exact: the contribution of a feature is its weight times its
value, and nothing else happens to it. Weights are bytes with one scale for each group. Features
never seen in training weigh nothing, so an unknown language is no evidence.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from spamfilter.errors import WeightsError
from spamfilter.features import FEATURES, GROUPS, TABLE_BITS, FeatureGroup, positions

# Of honest comments from sources that the weights had not seen so many may be held, and so many called spam: training
# sets the thresholds by it.
MOST_HELD = 0.01
MOST_CONDEMNED = 0.0001
SHIPPED_WEIGHTS = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one group of features adds, in log-odds.

    `total` is exact; `named` lists (token, part of the total) for tokens that people can read,
    strongest first; the rest of `total` is wording that has no short name.
    """

    group: str
    total: float
    named: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Model:
    """The learned weights.

    `table`: int8, shape (2**TABLE_BITS,). `scales`: float64, shape (len(GROUPS),), log-odds for one
    step of the table. `frequency`: uint8, shape (2**FREQUENCY_BITS,), how common a word or word pair
    is in ordinary comments. `intercept`: the prior, in log-odds. `sharpness`: how many log-odds one unit
    of the hand-written weights (rules, relevance) is worth. `hold_at`, `spam_at`: the probabilities from which a
    comment is held and called spam.
    """

    table: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float64]
    frequency: npt.NDArray[np.uint8]
    intercept: float
    sharpness: float
    hold_at: float
    spam_at: float

    @cached_property
    def version(self) -> str:
        """A short digest of the weights."""
        digest = hashlib.blake2s(digest_size=4)
        for part in (self.table, self.scales, self.frequency, self._calibration):
            digest.update(part.tobytes())
        return digest.hexdigest()

    @property
    def _calibration(self) -> npt.NDArray[np.float64]:
        return np.array([self.intercept, self.sharpness, self.hold_at, self.spam_at])

    def contributions(self, groups: Iterable[FeatureGroup], most_named: int = 5) -> list[Contribution]:
        """Return what each group adds; raises nothing."""
        return [self._contribution(group, most_named) for group in groups]

    def _contribution(self, group: FeatureGroup, most_named: int) -> Contribution:
        step = float(self.scales[GROUPS.index(group.name)]) * group.value
        steps = self.table[positions(group.hashes)].astype(np.int32)
        named: list[tuple[str, float]] = []
        if group.tokens:
            strongest = np.argsort(-np.abs(steps), kind="stable")[:most_named]
            named = [(group.tokens[place], float(steps[place]) * step) for place in strongest if steps[place]]
        return Contribution(group.name, float(steps.sum()) * step, tuple(named))

    def save(self, path: Path) -> None:
        """Write the weights as compressed .npz; the same weights give the same bytes."""
        np.savez_compressed(
            path,
            format=np.int64(FEATURES),
            table=self.table,
            scales=self.scales,
            frequency=self.frequency,
            calibration=self._calibration,
        )

    @classmethod
    def load(cls, path: Path | None = None) -> "Model":
        """Read weights; the shipped ones by default.

        Raises WeightsError when the file is missing, damaged or of another format.
        """
        path = path or SHIPPED_WEIGHTS
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if int(stored["format"]) != FEATURES or stored["table"].shape != (1 << TABLE_BITS,):
                    raise WeightsError(f"{path.name} was written by another version of the filter; train it again.")
                return cls(stored["table"], stored["scales"], stored["frequency"], *stored["calibration"].tolist())
        except FileNotFoundError as error:
            raise WeightsError(
                f"The filter's weights are missing ({path.name}). Install the package again, "
                "or train them: parley filter train --out weights.npz DATA"
            ) from error
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise WeightsError(f"{path.name} is damaged and cannot be read: {error}") from error
