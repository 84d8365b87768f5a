from io import BytesIO

import numpy as np
import pytest

from spamfilter import CampaignIndex
from spamfilter.campaign import snapshot
from spamfilter.errors import SnapshotError
from spamfilter.rarity import FREQUENCY_BITS, Rarity
from tests.spamfilter.test_campaign import OTHERS, filled, spins, the_campaign


def test_a_snapshot_brings_everything_back() -> None:
    index = filled([*spins(6), *OTHERS])
    index.add("not a number", spins(1, seed=4)[0])
    campaign = the_campaign(index)
    decision = index.mark(campaign, spam=True)

    restored = CampaignIndex.from_bytes(index.to_bytes())

    assert list(restored) == list(index)
    assert restored.members(campaign) == index.members(campaign)
    assert restored.find(spins(1, seed=9)[0], "Sam") == index.find(spins(1, seed=9)[0], "Sam")
    assert restored.to_bytes() == index.to_bytes()
    restored.unmark(decision)
    match = restored.find(spins(1, seed=9)[0])
    assert match is not None
    assert match.spam is None


def test_a_restored_index_goes_on_as_the_first_would_have() -> None:
    index = filled([*spins(6), *OTHERS], capacity=16)
    restored = CampaignIndex.from_bytes(index.to_bytes())
    for one in (index, restored):
        one.remove("3", "9")
        for number, text in enumerate([*spins(5, seed=2), *OTHERS], 20):
            one.add(str(number), text, "Sam")

    assert restored.to_bytes() == index.to_bytes()


def test_an_index_is_written_to_and_read_from_a_file() -> None:
    index, file = filled(spins(3)), BytesIO()
    index.save(file)
    file.seek(0)

    assert list(CampaignIndex.load(file)) == ["1", "2", "3"]


def test_a_snapshot_holds_no_words() -> None:
    assert b"nursery" not in filled(spins(3)).to_bytes()


@pytest.mark.parametrize("cut", [0, 10, 200, -10])
def test_a_damaged_snapshot_is_refused(cut: int) -> None:
    whole = filled(spins(3)).to_bytes()

    with pytest.raises(SnapshotError):
        CampaignIndex.from_bytes(whole[:cut])


def test_a_changed_snapshot_is_refused() -> None:
    changed = filled(spins(3)).to_bytes().replace(b'"capacity": 1000', b'"capacity": 9000')

    with pytest.raises(SnapshotError):
        CampaignIndex.from_bytes(changed)


def test_a_snapshot_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    written = filled(spins(3)).to_bytes()
    monkeypatch.setattr(snapshot, "FORMAT", snapshot.FORMAT + 1)

    with pytest.raises(SnapshotError, match="version"):
        CampaignIndex.from_bytes(written)


def test_a_snapshot_of_other_weights_is_refused() -> None:
    other = Rarity(np.full(1 << FREQUENCY_BITS, 100, dtype=np.uint8))

    with pytest.raises(SnapshotError, match="version"):
        CampaignIndex.from_bytes(filled(spins(3)).to_bytes(), other)
