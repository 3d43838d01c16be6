"""Compares our jets with FastJet's on the same events: anti-kT, kT and Cambridge/Aachen, several radii.

    cargo build --example antikt && python tests/python/test_clustering.py   (needs fastjet, awkward, h5py, numpy)

The program is examples/antikt of the target folder, or the one that CWOLA_ANTIKT names. Without fastjet the tests are
skipped, with a line that says so.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CWOLA_TARGET", ROOT / "target"))
PROGRAM = os.environ.get("CWOLA_ANTIKT", str(TARGET / "debug" / "examples" / "antikt"))
try:
    import awkward as ak
    import fastjet
except ImportError as missing:
    fastjet, MISSING = None, missing


def random_events(events, seed):
    """Soft particles everywhere and sprays of hard ones, with masses; azimuths over the whole circle."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 400, events)
    out = []
    for n in counts:
        cores = rng.integers(1, 6)
        centre = np.stack([rng.uniform(-2.5, 2.5, cores), rng.uniform(-np.pi, np.pi, cores)])
        core = rng.integers(-1, cores, n)
        width = np.where(core < 0, 0, 0.5 * rng.random(n) ** 3)
        angle = rng.uniform(-np.pi, np.pi, n)
        eta = np.where(core < 0, rng.uniform(-5, 5, n), centre[0][core] + width * np.cos(angle))
        phi = np.where(core < 0, rng.uniform(-np.pi, np.pi, n), centre[1][core] + width * np.sin(angle))
        pt = np.where(core < 0, 0.3, 1.0) / rng.uniform(0.001, 1, n)
        mass = np.where(rng.random(n) < 0.5, 0.13957, 0.0)
        out.append(np.stack([pt, eta, phi, mass], axis=1))
    return np.concatenate(out), counts


def sample_events(name, events):
    """The constituents of both jets of a bundled sample, as massless particles."""
    import h5py

    with h5py.File(ROOT / "data-samples" / f"{name}.h5") as file:
        offsets = [file[f"{jet}/offsets"][: events + 1].astype(int) for jet in ("J1", "J2")]
        columns = {}
        for c in ("pt", "eta", "phi"):
            jets = [file[f"{jet}/{c}"][: end[-1]] for jet, end in zip(("J1", "J2"), offsets)]
            columns[c] = np.concatenate([jets[j][offsets[j][k]:offsets[j][k + 1]]
                                         for k in range(len(offsets[0]) - 1) for j in (0, 1)]).astype(float)
    particles = np.stack([columns["pt"], columns["eta"], columns["phi"], np.zeros_like(columns["pt"])], axis=1)
    return particles, sum(np.diff(end) for end in offsets)


def run_ours(folder, particles, counts, algorithm, radius, passes=1, program=PROGRAM):
    """Seconds of each pass, and the number of its jet for each particle."""
    source, target = pathlib.Path(folder, "particles"), pathlib.Path(folder, "jets")
    with open(source, "wb") as file:
        file.write(np.concatenate([[len(counts)], counts]).astype("<u8").tobytes())
        file.write(np.ascontiguousarray(particles, "<f8").tobytes())
    command = [program, str(source), str(target), algorithm, str(radius), str(passes)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout), np.fromfile(target, "<u4")


def awkward_events(particles, counts):
    pt, eta, phi, mass = particles.T
    pz = pt * np.sinh(eta)
    p4 = {"px": pt * np.cos(phi), "py": pt * np.sin(phi), "pz": pz, "E": np.sqrt(pt**2 + pz**2 + mass**2)}
    return ak.zip({k: ak.unflatten(v, counts) for k, v in p4.items()}, with_name="Momentum4D")


def run_fastjet(events, algorithm, radius):
    """Momenta and constituents of all jets."""
    kind = {"antikt": fastjet.antikt_algorithm, "kt": fastjet.kt_algorithm,
            "cambridge": fastjet.cambridge_algorithm}[algorithm]
    clusters = fastjet.ClusterSequence(events, fastjet.JetDefinition(kind, radius))
    return clusters.inclusive_jets(min_pt=0.0), clusters.constituent_index(min_pt=0.0)


def labels(found, counts):
    """The number of its jet for each particle, as FastJet orders jets."""
    _, index = found
    start = np.concatenate([[0], np.cumsum(counts)[:-1]])
    sizes = ak.num(index, axis=2)
    out = np.full(counts.sum(), -1)
    jets = ak.to_numpy(ak.flatten(ak.num(index, axis=1)[:, None], axis=None))
    number = np.concatenate([np.arange(n) for n in jets])
    event = np.repeat(np.arange(len(jets)), jets)
    per_jet = ak.to_numpy(ak.flatten(sizes, axis=None))
    rows = ak.to_numpy(ak.flatten(index, axis=None)) + np.repeat(start[event], per_jet)
    out[rows] = np.repeat(number, per_jet)
    return out


def differences(ours, theirs, counts):
    """Events in which the two numberings are not the same sets of particles."""
    wrong, start = [], 0
    for event, n in enumerate(counts):
        a, b = ours[start:start + n], theirs[start:start + n]
        pairs = len(np.unique(np.stack([a, b]), axis=1).T)
        if not pairs == len(np.unique(a)) == len(np.unique(b)):
            wrong.append(event)
        start += n
    return wrong


def same_jets(particles, counts, algorithm, radius):
    with tempfile.TemporaryDirectory(prefix="cwola-jets-") as folder:
        _, ours = run_ours(folder, particles, counts, algorithm, radius)
    theirs = labels(run_fastjet(awkward_events(particles, counts), algorithm, radius), counts)
    assert (theirs >= 0).all(), "FastJet leaves no particle out"
    wrong = differences(ours, theirs, counts)
    assert not wrong, f"{algorithm}, R = {radius}: other jets in events {wrong[:10]} of {len(counts)}"


def test_random_events_have_the_jets_of_fastjet():
    for algorithm in ("antikt", "kt", "cambridge"):
        for radius in (0.2, 0.4, 0.8, 1.5):
            same_jets(*random_events(150, int(10 * radius)), algorithm, radius)


def test_bundled_events_have_the_jets_of_fastjet():
    for sample in ("dijets", "dark_valley_id10"):
        for radius in (0.1, 0.8):
            same_jets(*sample_events(sample, 500), "antikt", radius)


if __name__ == "__main__":
    if fastjet is None:
        print(f"skipped: FastJet cannot be imported ({MISSING}); `pip install fastjet` on Linux or macOS")
        sys.exit(0)
    for test in [test for name, test in list(globals().items()) if name.startswith("test_")]:
        test()
        print("passed:", test.__name__)
