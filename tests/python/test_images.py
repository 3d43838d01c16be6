"""Jet images against an implementation of §4.4 of the Note that shares nothing with ours.

    cargo build --example images && python tests/python/test_images.py        (needs h5py and numpy; pytest works too)

It goes by the text: numpy in double precision, jet by jet; φ is made whole by the direction of the pT-weighted unit
vectors, the axis is the eigenvector of the covariance matrix, pixels come from numpy's histogram2d. The program is
target/debug/examples/images, or the one that CWOLA_IMAGES names.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CWOLA_IMAGES", str(ROOT / "target" / "debug" / "examples" / "images"))
DATA = pathlib.Path(os.environ.get("CWOLA_DATA", str(ROOT / "data-samples")))
EVENTS = 500  # of each sample


def image(pt, eta, phi, resolution, steps="crf"):
    """One image of a jet, rows of φ′ and columns of η′."""
    pt, eta, phi = (np.asarray(values, np.float64) for values in (pt, eta, phi))
    if "c" in steps:
        middle = np.arctan2((pt * np.sin(phi)).sum(), (pt * np.cos(phi)).sum())
        phi = middle + np.angle(np.exp(1j * (phi - middle)))
        eta, phi = eta - np.average(eta, weights=pt), phi - np.average(phi, weights=pt)
    if "r" in steps:
        # Without centring the moments are those about zero.
        point = np.stack([eta, phi])
        spread = np.cov(point, aweights=pt, ddof=0) if "c" in steps else (pt * point) @ point.T
        axis = np.linalg.eigh(spread)[1][:, 1]
        axis = axis if axis[1] >= 0 else -axis
        eta, phi = axis[0] * eta + axis[1] * phi, axis[0] * phi - axis[1] * eta
    if "f" in steps:
        sums = [pt[(eta > 0) & (phi > 0)].sum(), pt[(eta <= 0) & (phi > 0)].sum(),
                pt[(eta <= 0) & (phi <= 0)].sum(), pt[(eta > 0) & (phi <= 0)].sum()]
        best = int(np.argmax(sums))
        eta, phi = (-eta if best in (1, 2) else eta), (-phi if best in (2, 3) else phi)
    square = [[-1, 1], [-1, 1]]
    return np.histogram2d(phi, eta, bins=resolution, range=square, weights=pt)[0].astype(np.float32)


def spans(offsets, phi):
    """Which jets have constituents on both sides of φ = ±π."""
    return np.array([phi[a:b].max() - phi[a:b].min() > np.pi if b > a else False
                     for a, b in zip(offsets[:-1], offsets[1:])])


def jets(sample):
    """Constituents of EVENTS events, those that wrap in φ first; and how many of them wrap."""
    with h5py.File(DATA / f"{sample}.h5") as file:
        full = [{name: file[jet][name][:] for name in ("offsets", "pt", "eta", "phi")} for jet in ("J1", "J2")]
    wraps = spans(full[0]["offsets"], full[0]["phi"]) | spans(full[1]["offsets"], full[1]["phi"])
    picked = np.argsort(~wraps, kind="stable")
    both = EVENTS // 2
    picked = np.concatenate([picked[:both], picked[-both:]])
    out = []
    for jet in full:
        parts = [slice(jet["offsets"][event], jet["offsets"][event + 1]) for event in picked]
        rows = {name: np.concatenate([jet[name][part] for part in parts]).astype("<f4") for name in ("pt", "eta", "phi")}
        lengths = [part.stop - part.start for part in parts]
        out.append(rows | {"offsets": np.concatenate([[0], np.cumsum(lengths)]).astype("<u4")})
    return out, int(wraps[picked].sum())


def ours(pair, resolution, steps):
    with tempfile.TemporaryDirectory(prefix="cwola-images-") as folder:
        for jet, name in zip(pair, ("j1", "j2")):
            for what, values in jet.items():
                values.tofile(f"{folder}/{name}_{what}.{'u32' if what == 'offsets' else 'f32'}")
        words = [PROGRAM, "make", folder, str(resolution), steps, f"{folder}/out.f32"]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return np.fromfile(f"{folder}/out.f32", "<f4").reshape(-1, 2, resolution, resolution)


def theirs(pair, resolution, steps):
    images = np.empty((EVENTS, 2, resolution, resolution), np.float32)
    for which, jet in enumerate(pair):
        for event in range(EVENTS):
            part = slice(jet["offsets"][event], jet["offsets"][event + 1])
            images[event, which] = image(jet["pt"][part], jet["eta"][part], jet["phi"][part], resolution, steps)
    return images


def compare(sample, resolution, steps):
    pair, wrapping = jets(sample)
    assert wrapping >= 50, (sample, wrapping)
    mine, other = ours(pair, resolution, steps), theirs(pair, resolution, steps)
    # Rounding to 32 bits of a sum that was added in another order: one unit in the last place.
    differs = ~np.isclose(mine, other, rtol=1.2e-7, atol=0)
    assert not differs.any(), (sample, resolution, steps, int(differs.sum()), np.argwhere(differs)[:5])
    assert other.any(axis=(2, 3)).all() or "c" not in steps
    return wrapping


def test_images_of_the_note_are_equal_pixel_by_pixel():
    for resolution in (75, 25):
        wrapping = sum(compare(sample, resolution, "crf") for sample in ("dijets", "dark_valley_id10"))
    print(f"{2 * EVENTS} events, {wrapping} of them across φ = ±π")


def test_every_step_can_be_left_out():
    for steps in ("c", "cr", "cf", "rf", "0"):
        compare("dark_valley_id10", 50, steps)


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("passed:", name)
    sys.exit(0)
