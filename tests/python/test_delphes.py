"""Guards the way of Delphes' ROOT files into the toolkit: tools/delphes_to_h5.py against what uproot wrote.

    python tests/python/test_delphes.py   (needs uproot, awkward, h5py, numpy; skipped without uproot, with a line that says so)
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
try:
    import awkward as ak
    import h5py
    import uproot
except ImportError as missing:
    uproot, MISSING = None, missing

# Branch of a kind of candidate, and its quantity that stands for pT.
KINDS = (("EFlowTrack", "PT"), ("EFlowPhoton", "ET"), ("EFlowNeutralHadron", "ET"))


def make_tree(path, events, seed):
    """A tree with the branches of Delphes' candidates; returns them event by event, in order of pT."""
    rng = np.random.default_rng(seed)
    expected, branches = [[] for _ in range(events)], {}
    for kind, pt in KINDS:
        counts = rng.integers(0, 30, events)
        counts[0] = 0
        counts[1] += 1
        values = {
            pt: rng.exponential(20, counts.sum()).astype(np.float32),
            "Eta": rng.uniform(-4, 4, counts.sum()).astype(np.float32),
            "Phi": rng.uniform(-np.pi, np.pi, counts.sum()).astype(np.float32),
        }
        values[pt][::7] = 0  # candidates without momentum are to be dropped
        branches |= {f"{kind}.{name}": ak.unflatten(column, counts) for name, column in values.items()}
        edges = np.concatenate([[0], np.cumsum(counts)])
        rows = np.stack(list(values.values()), axis=1)
        for event in range(events):
            expected[event].append(rows[edges[event]:edges[event + 1]])
    with uproot.recreate(path) as file:
        tree = file.mktree("Delphes", {name: "var * float32" for name in branches})
        tree.extend(branches)
    joined = [np.concatenate(parts) for parts in expected]
    joined = [rows[rows[:, 0] > 0] for rows in joined]
    return [rows[np.argsort(-rows[:, 0], kind="stable")] for rows in joined]


def test_candidates_come_through_unchanged():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        expected = make_tree(folder / "a.root", 200, 1) + make_tree(folder / "b.root", 50, 2)
        command = [sys.executable, ROOT / "tools/delphes_to_h5.py", folder / "out.h5", folder / "a.root", folder / "b.root", "--signal", "1"]
        subprocess.run(command, check=True)
        with h5py.File(folder / "out.h5") as file:
            table = file["particles"][:]
    assert len(table) == len(expected)
    assert (table[:, -1] == 1).all(), "the truth is the last column"
    for row, event in zip(table[:, :-1], expected):
        assert np.array_equal(row[: event.size].reshape(-1, 3), event)
        assert not row[event.size:].any(), "padded with zeros"


if __name__ == "__main__":
    if uproot is None:
        print(f"skipped: {MISSING}")
        sys.exit(0)
    test_candidates_come_through_unchanged()
    print("passed: test_candidates_come_through_unchanged")
