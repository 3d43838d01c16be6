"""SPANet's symmetric loss against an implementation in numpy that shares nothing with ours, and SPANet's files.

The test `reference_file_for_python` of `tests/spanet.rs` writes random logits and our losses; `cargo verify` runs it
before this.  By hand:

    cargo test --test spanet && python tests/python/test_spanet.py        (needs numpy; pytest works too)

It goes by the text of SPANet: log-softmax over all T × T pairs of jets of the symmetric logits, the diagonal left out,
plus the logarithm of the number of equivalent targets; both orders of the two bosons; the smaller sum counts.
"""
import itertools
import json
import os
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "tmp" / "spanet.json"


def log_probability(values, jets, padding):
    """[jets + padding, jets + padding] of log-probabilities; both orders of a pair have half its probability."""
    size = jets + padding
    logits = np.full((size, size), -np.inf)
    for k, (high, low) in enumerate((y, x) for y in range(jets) for x in range(y)):
        logits[low, high] = logits[high, low] = values[k]
    most = logits.max()
    return logits - most - np.log(np.exp(logits - most).sum())


def symmetric_loss(case, order, swap, padding):
    """Weighted assignment and detection loss; `order` and `swap` turn targets and daughters round, which must not matter."""
    branches = [log_probability(pairs, case["jets"], padding) + np.log(2) for pairs in case["pairs"]]
    targets = [case["targets"][k] for k in order]
    targets = [pair[::-1] if pair and swap else pair for pair in targets]
    best = None
    for permutation in itertools.permutations(range(2)):
        assignment = detection = 0.0
        for branch, margin, k in zip(branches, case["detection"], permutation):
            target = targets[k]
            if target is not None:
                assignment -= branch[target[0], target[1]]
            known = target is not None
            detection -= np.log(1 / (1 + np.exp(-margin if known else margin)))
        loss = np.array([case["weights"][0] * assignment, case["weights"][1] * detection])
        if best is None or loss.sum() < best.sum():
            best = loss
    return best


def test_loss_is_that_of_numpy_for_every_order():
    cases = json.loads(FILE.read_text())
    assert len(cases) == 300
    for case in cases:
        for order, swap, padding in itertools.product([(0, 1), (1, 0)], [False, True], [0, 3]):
            theirs = symmetric_loss(case, order, swap, padding)
            ours = np.array(case["loss"])
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6, err_msg=str(case))


if __name__ == "__main__":
    test_loss_is_that_of_numpy_for_every_order()
    print("passed: test_loss_is_that_of_numpy_for_every_order")
