"""Anti-kT clustering: ours against FastJet, the same events on both sides, one thread, alternating in one run.

Events: the constituents of both jets of bundled two-jet samples, so that two hard jets lie among few other particles.
FastJet runs over all events in one call (its awkward interface), jets and constituents included; ours as well. Both sides
must find the same jets. Prints a table in Markdown and one line of JSON.

    cargo build --example antikt
    python3 -m venv bench-venv && bench-venv/bin/pip install fastjet h5py numpy
    bench-venv/bin/python bench/antikt.py [--rounds 5] [--binary target/debug/examples/antikt]
"""
import argparse
import json
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "python"))
import test_clustering as clustering  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--binary", default=str(ROOT / "target" / "debug" / "examples" / "antikt"))
    options = parser.parse_args()
    results = []
    for sample in ("dijets", "dark_valley_id10"):
        particles, counts = clustering.sample_events(sample, options.events)
        ours, theirs = [], []
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(options.rounds):
                seconds, jets = clustering.run_ours(folder, particles, counts, "antikt", 0.8, 2, options.binary)
                ours.append(min(seconds))
                events = clustering.awkward_events(particles, counts)
                start = time.perf_counter()
                found = clustering.run_fastjet(events, "antikt", 0.8)
                theirs.append(time.perf_counter() - start)
        different = clustering.differences(jets, clustering.labels(found, counts), counts)
        us = [1e6 * statistics.median(side) / len(counts) for side in (ours, theirs)]
        results.append(dict(sample=sample, particles=float(counts.mean()), cwola_us=us[0], fastjet_us=us[1],
                            ratio=us[1] / us[0], different_events=len(different)))
    print("| sample | particles per event | cwola, µs/event | FastJet, µs/event | ratio | events with other jets |")
    print("|---|---|---|---|---|---|")
    for row in results:
        print(f"| {row['sample']} | {row['particles']:.0f} | {row['cwola_us']:.0f} | {row['fastjet_us']:.0f} "
              f"| {row['ratio']:.1f} | {row['different_events']} |")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
