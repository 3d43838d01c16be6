"""Jet images and augmented jet images per second: ours against vectorised numpy, one thread each, alternating.

Same constituents on both sides. numpy works on flat arrays of a block of jets at a time (sums by `reduceat` and
`bincount`, no Python loop over jets); for each task the fastest of several sizes of block and of two ways to fill the
image is taken before the measurement. numpy's images are dense, as the Note's files are. Ours are sparse; the time
with dense ones written out after that is given, too. Medians over all rounds. Prints Markdown and one line of JSON.

    cargo build --example images
    python3 -m venv bench-venv && bench-venv/bin/pip install numpy
    bench-venv/bin/python bench/images.py [--rounds 7] [--events 10000] [--sample dijets]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

for variable in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402 (after the number of threads)

COPIES = 5
RESOLUTION = 75
TAU = 2 * np.pi


def load(folder):
    """Offsets, pt, eta, phi of all leading jets followed by all sub-leading ones."""
    jets = [{name: np.fromfile(f"{folder}/{jet}_{name}.{kind}", f"<{code}")
             for name, kind, code in (("offsets", "u32", "u4"), ("pt", "f32", "f4"), ("eta", "f32", "f4"), ("phi", "f32", "f4"))}
            for jet in ("j1", "j2")]
    offsets = np.concatenate([jets[0]["offsets"], jets[1]["offsets"][1:] + jets[0]["offsets"][-1]]).astype(np.int64)
    return offsets, *(np.concatenate([jet[name] for jet in jets]) for name in ("pt", "eta", "phi"))


def block_images(counts, pt, eta, phi, fill, angles=None):
    """Dense images of a block of jets; every jet has a constituent."""
    n = len(counts)
    starts = np.concatenate([[0], np.cumsum(counts[:-1])])
    jet = np.repeat(np.arange(n), counts)
    x, y = eta, phi - phi[starts][jet]
    y -= TAU * np.rint(y / TAU)
    weight = np.add.reduceat(pt, starts)
    x = x - (np.add.reduceat(pt * x, starts) / weight)[jet]
    y -= (np.add.reduceat(pt * y, starts) / weight)[jet]
    px, py = pt * x, pt * y
    xx, xy, yy = (np.add.reduceat(values, starts) for values in (px * x, px * y, py * y))
    axis = 0.5 * np.arctan2(2 * xy, xx - yy)
    cos, sin = np.cos(axis)[jet], np.sin(axis)[jet]
    x, y = cos * x + sin * y, cos * y - sin * x
    quadrant = 2 * (y <= 0) + (x <= 0)
    best = np.bincount(4 * jet + quadrant, weights=pt, minlength=4 * n).reshape(n, 4).argmax(axis=1)
    x *= np.where(best & 1, -1.0, 1.0)[jet]
    y *= np.where(best & 2, -1.0, 1.0)[jet]
    if angles is not None:
        cos, sin = np.cos(angles)[jet], np.sin(angles)[jet]
        x, y = cos * x - sin * y, sin * x + cos * y
    half = RESOLUTION / 2
    column, row = ((x + 1) * half).astype(np.int64), ((y + 1) * half).astype(np.int64)
    inside = (np.abs(x) < 1) & (np.abs(y) < 1)
    place = ((jet * RESOLUTION + row) * RESOLUTION + column)[inside]
    pixels = n * RESOLUTION**2
    if fill == "bincount":
        return np.bincount(place, weights=pt[inside], minlength=pixels).astype(np.float32)
    image = np.zeros(pixels, np.float32)
    np.add.at(image, place, pt[inside].astype(np.float32))
    return image


def blocks(offsets, size):
    for first in range(0, len(offsets) - 1, size):
        yield offsets[first:first + size + 1]


def images(data, size, fill, out):
    offsets, pt, eta, phi = data
    place = 0
    for part in blocks(offsets, size):
        rows = slice(part[0], part[-1])
        p, x, y = (values[rows].astype(np.float64) for values in (pt, eta, phi))
        image = block_images(np.diff(part), p, x, y, fill)
        out[place:place + len(image)] = image
        place += len(image)


def augmented(data, size, fill, out, rng):
    """COPIES copies: pT smearing as printed in Eq. 6, then jet rotation; `out` holds one copy at a time."""
    offsets, pt, eta, phi = data
    for _ in range(COPIES):
        place = 0
        for part in blocks(offsets, size):
            rows = slice(part[0], part[-1])
            p, x, y = (values[rows].astype(np.float64) for values in (pt, eta, phi))
            p = np.maximum(p + np.sqrt(0.052 * p * p + 1.502 * p) * rng.standard_normal(len(p)), 0.0)
            angles = rng.uniform(-np.pi, np.pi, len(part) - 1)
            image = block_images(np.diff(part), p, x, y, fill, angles)
            out[place:place + len(image)] = image
            place += len(image)


def timed(task, *arguments):
    start = time.thread_time()
    task(*arguments)
    return time.thread_time() - start


def best_way(task, *more):
    """Size of block and way to fill that are fastest here."""
    ways = [(size, fill) for size in (50, 100, 200, 500, 1000) for fill in ("bincount", "add.at")]
    return min(ways, key=lambda way: min(timed(task, more[0], *way, *more[1:]) for _ in range(2)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--sample", default="dijets")
    parser.add_argument("--binary", default=str(pathlib.Path(__file__).parent.parent / "target/debug/examples/images"))
    options = parser.parse_args()
    rng = np.random.default_rng(1)
    runs = {name: [] for name in ("sparse", "dense", "augmented", "numpy", "numpy augmented")}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.binary, "dump", options.sample, str(options.events), folder], check=True)
        data = load(folder)
        jets = len(data[0]) - 1
        out = np.zeros(jets * RESOLUTION**2, np.float32)
        way, augmented_way = best_way(images, data, out), best_way(augmented, data, out, rng)
        for _ in range(options.rounds):
            words = [options.binary, "time", folder, RESOLUTION, COPIES, 3]
            done = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
            for name, seconds in json.loads(done.stdout).items():
                if name in runs:
                    runs[name].append(statistics.median(seconds))
            runs["numpy"].append(timed(images, data, *way, out))
            runs["numpy augmented"].append(timed(augmented, data, *augmented_way, out, rng))
    middle = {name: statistics.median(seconds) for name, seconds in runs.items()}
    rows = [
        ("images, ours sparse", "sparse", "numpy", 1),
        ("images, ours written out densely", "dense", "numpy", 1),
        (f"pT smearing + jet rotation, +{COPIES}", "augmented", "numpy augmented", COPIES),
    ]
    print(f"{jets // 2} events of {options.sample}, {len(data[1]) / jets:.1f} constituents per jet, {RESOLUTION}×{RESOLUTION}, "
          f"numpy {np.__version__}, blocks {way} and {augmented_way}\n")
    print("| task | cwola, events/s | numpy, events/s | ratio |")
    print("|---|---|---|---|")
    for name, mine, other, times in rows:
        speeds = [times * jets / 2 / middle[key] for key in (mine, other)]
        print(f"| {name} | {speeds[0]:,.0f} | {speeds[1]:,.0f} | {middle[other] / middle[mine]:.1f} |")
    print(json.dumps({"seconds": middle, "numpy": np.__version__}))


if __name__ == "__main__":
    main()
