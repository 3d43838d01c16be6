"""Compares our histograms and summaries with NumPy, and reads a table that we saved with Python's csv module.

The test `reference_file_for_python` of `tests/histograms.rs` writes columns with our results; `cargo verify` runs it
before this.  By hand:

    cargo test --test histograms && .venv/bin/python -m unittest discover tests/python
"""

import csv
import json
import os
import pathlib
import unittest

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "tmp"


def reference():
    file = FOLDER / "histograms.json"
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing; run `cargo test --test histograms` first.")
    return json.loads(file.read_text())


class Histograms(unittest.TestCase):
    def setUp(self):
        self.reference = reference()
        self.columns = {name: np.array(values, dtype=float) for name, values in self.reference["columns"].items()}

    def weights(self, case):
        return np.ones(500) if case["weights"] is None else self.columns[case["weights"]]

    def test_one_dimension(self):
        self.assertEqual(len(self.reference["hists"]), 36)
        for case in self.reference["hists"]:
            x, w = self.columns[case["column"]], self.weights(case)
            keep = ~np.isnan(x)
            with self.subTest(column=case["column"], bins=case["bins"], range=case["range"]):
                args = dict(bins=case["bins"], range=case["range"])
                counts, edges = np.histogram(x[keep], weights=w[keep], **args)
                squares, _ = np.histogram(x[keep], weights=w[keep] ** 2, **args)
                np.testing.assert_allclose(case["counts"], counts, rtol=1e-12, atol=1e-12)
                np.testing.assert_allclose(case["errors"], np.sqrt(squares), rtol=1e-12, atol=1e-12)
                np.testing.assert_allclose(case["edges"], edges, rtol=1e-14, atol=1e-12)
                self.assertEqual(case["missing"], np.sum(~keep))
                low, high = case["range"]
                self.assertAlmostEqual(case["below"], w[x < low].sum(), delta=1e-9)
                self.assertAlmostEqual(case["above"], w[x > high].sum(), delta=1e-9)

    def test_two_dimensions(self):
        self.assertEqual(len(self.reference["maps"]), 8)
        for case in self.reference["maps"]:
            x, y, w = self.columns[case["x"]], self.columns[case["y"]], self.weights(case)
            keep = ~np.isnan(x) & ~np.isnan(y)
            (nx, *x_range), (ny, *y_range) = case["x_axis"], case["y_axis"]
            with self.subTest(x=case["x"], y=case["y"], bins=(nx, ny)):
                args = dict(bins=(nx, ny), range=(x_range, y_range))
                # NumPy's rows are x, ours are y.
                counts = np.histogram2d(x[keep], y[keep], weights=w[keep], **args)[0].T
                squares = np.histogram2d(x[keep], y[keep], weights=w[keep] ** 2, **args)[0].T
                np.testing.assert_allclose(case["counts"], counts.ravel(), rtol=1e-12, atol=1e-12)
                np.testing.assert_allclose(case["errors"], np.sqrt(squares).ravel(), rtol=1e-12, atol=1e-12)
                self.assertEqual(case["missing"], np.sum(~keep))
                inside = (x >= x_range[0]) & (x <= x_range[1]) & (y >= y_range[0]) & (y <= y_range[1])
                self.assertEqual(case["entries_outside"], np.sum(keep & ~inside))
                self.assertAlmostEqual(case["outside"], w[keep & ~inside].sum(), delta=1e-9)

    def test_automatic_bins_are_at_most_those_of_numpy(self):
        """Where no tail is cut, the width is numpy's "auto", rounded to 1, 2 or 5."""
        for case in self.reference["hists"][::4]:
            x = self.columns[case["column"]]
            x = x[np.isfinite(x)]
            if case["column"] in ("w", "holes"):
                low, high = case["range"]
                auto = len(np.histogram_bin_edges(x, "auto")) - 1
                self.assertLess(abs(np.log2((high - low) / case["bins"] / (np.ptp(x) / auto))), 1.2)

    def test_describe(self):
        rows = {row[0]: row[1:] for row in self.reference["describe"]}
        for name, x in self.columns.items():
            count, missing, mean, std, *quantiles = rows[name]
            there = x[~np.isnan(x)]
            with self.subTest(column=name):
                self.assertEqual((count, missing), (len(there), len(x) - len(there)))
                if np.all(np.isfinite(there)):
                    np.testing.assert_allclose([mean, std], [there.mean(), there.std(ddof=1)], rtol=1e-12, atol=1e-12)
                    np.testing.assert_allclose(quantiles, np.percentile(there, [0, 25, 50, 75, 100]), rtol=1e-14)
        self.assertEqual(rows["words"], [500, 0] + [None] * 7)
        self.assertEqual(rows["nothing"], [0, 500] + [None] * 7)

    def test_csv(self):
        with open(FOLDER / "histograms.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 500)
        np.testing.assert_array_equal([float(row["x"]) for row in rows], self.columns["x"])
        self.assertEqual(rows[0]["y"], "")
        self.assertEqual({row["words"] for row in rows}, {"yes", "no"})
        self.assertEqual({row["good"] for row in rows}, {"true", "false"})


if __name__ == "__main__":
    unittest.main()
