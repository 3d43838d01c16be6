"""SPANet's symmetric loss against an implementation in numpy that shares nothing with ours, and SPANet's files.

The test `reference_file_for_python` of `tests/spanet.rs` writes random logits and our losses; `cargo verify` runs it
before this.  By hand:

    cargo test --test spanet && python tests/python/test_spanet.py        (needs numpy; pytest works too)

It goes by the text of SPANet: log-softmax over all T × T pairs of jets of the symmetric logits, the diagonal left out,
plus the logarithm of the number of equivalent targets; both orders of the two bosons; the smaller sum counts.

Where the original program is installed (PyPI `spanet`, tried with 2.1.1), it reads a file of ours, trains one step on it,
and we read it back; elsewhere `test_hdf5.py` makes the same calls on the file with h5py.
"""
import importlib.util
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "tmp" / "spanet.json"
PROGRAM = os.environ.get("CWOLA_BIN", str(ROOT / "target" / "debug" / "cwola"))
DATA = pathlib.Path(os.environ.get("CWOLA_DATA", str(ROOT / "data-samples")))
EVENT = """
INPUTS:
  SEQUENTIAL:
    Source:
      mass: log_normalize
      pt: log_normalize
      eta: normalize
      phi: normalize
      btag: none
EVENT:
  h1: [b1, b2]
  h2: [b1, b2]
PERMUTATIONS:
  EVENT: [[h1, h2]]
  h1: [[b1, b2]]
  h2: [[b1, b2]]
CLASSIFICATIONS:
  EVENT: [signal]
"""


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


def convert(*words):
    done = subprocess.run([PROGRAM, "data", "convert", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_original_program_reads_and_trains_on_our_file():
    if importlib.util.find_spec("spanet") is None:
        print("SPANet is not installed: test_hdf5.py checks the layout instead")
        return
    import h5py
    import torch
    from spanet import JetReconstructionDataset, JetReconstructionModel, Options
    from torch.utils.data import default_collate

    here = pathlib.Path(tempfile.mkdtemp(prefix="cwola-spanet-"))
    (here / "event.yaml").write_text(EVENT)
    source, file = DATA / "dihiggs_1000.h5", here / "ours.h5"
    convert(source, file, "spanet")
    data = JetReconstructionDataset(str(file), str(here / "event.yaml"))
    with h5py.File(source) as truth:
        mask = truth["INPUTS/Source/MASK"][:]
        features = data.sources["Source"].source_data.numpy()
        assert np.array_equal(data.sources["Source"].source_mask.numpy(), mask)
        for k, name in enumerate(("mass", "pt", "eta", "phi", "btag")):
            values = truth[f"INPUTS/Source/{name}"][:].astype(np.float32)
            values = np.log(values + 1) if k < 2 else values
            np.testing.assert_allclose(features[:, :, k][mask], values[mask], rtol=1e-6, atol=1e-6)
        for boson in ("h1", "h2"):
            jets, known = data.assignments[boson]
            theirs = np.stack([truth[f"TARGETS/{boson}/{quark}"][:] for quark in ("b1", "b2")])
            assert np.array_equal(known.numpy(), (theirs >= 0).all(0))
            assert np.array_equal(jets.numpy().reshape(theirs.shape if jets.shape[0] == 2 else theirs.T.shape),
                                  theirs if jets.shape[0] == 2 else theirs.T)
        assert np.array_equal(data.classifications["EVENT/signal"].numpy(), truth["EVENT/signal"][:].astype(int))
    options = Options(str(here / "event.yaml"), str(file))
    options.hidden_dim = options.transformer_dim = 32
    options.classification_loss_scale, options.num_dataloader_workers = 1.0, 0
    model = JetReconstructionModel(options)
    model.log = lambda *_, **__: None
    np.object = object  # SPANet 2.1.1 uses this name, which NumPy dropped in 1.24
    loss = model.training_step(default_collate([data[k] for k in range(64)]), 0)
    loss.backward()
    assert torch.isfinite(loss) and 0 < float(loss) < 20, loss
    convert(file, here / "back.h5")
    with h5py.File(source) as truth, h5py.File(here / "back.h5") as back:
        for name in ("INPUTS/Source/pt", "INPUTS/Source/btag", "TARGETS/h2/b1", "EVENT/signal"):
            assert np.array_equal(truth[name][:], back[name][:]), name


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("passed:", name)
    sys.exit(0)
