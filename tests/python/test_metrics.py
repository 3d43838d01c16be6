"""Compares our metrics and statistics with scikit-learn, NumPy and SciPy.

The test `reference_file_for_python` of `tests/reference.rs` writes random inputs with ties and weights
and our results; `cargo verify` runs it before this.  By hand:

    cargo test --test reference && .venv/bin/python -m unittest discover tests/python
"""

import json
import os
import pathlib
import unittest

import numpy as np
from scipy import special, stats
from sklearn import metrics

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "tmp" / "reference.json"
# Sums of at most 3000 numbers in another order differ by less than this.
ROUNDING = 1e-12


def reference(part):
    if not FILE.exists():
        raise FileNotFoundError(f"{FILE} is missing; run `cargo test --test reference` first.")
    return json.loads(FILE.read_text())[part]


class Metrics(unittest.TestCase):
    def close(self, ours, theirs, tolerance=ROUNDING):
        np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)

    def each(self):
        for case in reference("metrics"):
            yield case, np.array(case["score"]), np.array(case["is_signal"]), np.array(case["weight"])

    def test_auc(self):
        for case, score, truth, weight in self.each():
            self.close(case["auc"], metrics.roc_auc_score(truth, score, sample_weight=weight))

    def test_roc(self):
        for case, score, truth, weight in self.each():
            fpr, tpr, threshold = metrics.roc_curve(truth, score, sample_weight=weight, drop_intermediate=False)
            ours = case["roc"]
            self.assertIsNone(ours["threshold"][0], "JSON has no infinity")
            self.close(ours["threshold"][1:], threshold[1:], 0)
            self.close(ours["background_efficiency"], fpr)
            self.close(ours["signal_efficiency"], tpr)

    def test_accuracy(self):
        for case, score, truth, weight in self.each():
            self.close(case["accuracy"], metrics.accuracy_score(truth, score > 0.5, sample_weight=weight))
            right = [weight[(score >= cut) == truth].sum() for cut in [np.inf, *np.unique(score)]]
            self.close(case["best_accuracy"], max(right) / weight.sum())

    def test_best_balanced_accuracy(self):
        for case, score, truth, weight in self.each():
            fpr, tpr, _ = metrics.roc_curve(truth, score, sample_weight=weight, drop_intermediate=False)
            self.close(case["best_balanced_accuracy"], max(tpr + 1 - fpr) / 2)

    def test_working_points_of_the_note(self):
        for case, score, truth, weight in self.each():
            if not np.all(weight == 1):
                continue  # with weights a point may lie on either side of the cut by rounding
            fpr, tpr, _ = metrics.roc_curve(truth, score, drop_intermediate=False)
            for background_efficiency, signal_efficiency in case["working_points"]:
                self.close(signal_efficiency, tpr[fpr >= background_efficiency][0])


class Statistics(unittest.TestCase):
    def test_correlation(self):
        case = reference("correlation")
        np.testing.assert_allclose(case["values"], np.corrcoef(case["columns"]), rtol=0, atol=1e-9)

    def test_kolmogorov_smirnov(self):
        for case in reference("kolmogorov_smirnov"):
            first, second = case["first"], case["second"]
            theirs = stats.ks_2samp(first, second, method="asymp")
            self.assertAlmostEqual(case["statistic"], theirs.statistic, delta=ROUNDING)
            n = len(first) * len(second) / (len(first) + len(second))
            limit = special.kolmogorov(theirs.statistic * np.sqrt(n))
            self.assertAlmostEqual(case["p_value"], limit, delta=ROUNDING)
            # SciPy corrects for the size of the samples, which ours does not claim to do.
            self.assertAlmostEqual(case["p_value"], theirs.pvalue, delta=0.05)

    def test_poisson_interval(self):
        for case in reference("intervals"):
            tail, n = (1 - case["level"]) / 2, case["passed"]
            low = stats.chi2.ppf(tail, 2 * n) / 2 if n else 0.0
            np.testing.assert_allclose(case["poisson"], [low, stats.chi2.isf(tail, 2 * n + 2) / 2], rtol=1e-9)

    def test_clopper_pearson(self):
        for case in reference("intervals"):
            tail, k, n = (1 - case["level"]) / 2, case["passed"], case["total"]
            low = stats.beta.ppf(tail, k, n - k + 1) if k else 0.0
            high = stats.beta.isf(tail, k + 1, n - k) if k < n else 1.0
            np.testing.assert_allclose(case["efficiency"], [low, high], rtol=1e-8)

    def test_normal(self):
        x = np.array([case["x"] for case in reference("normal")])
        cdf = np.array([case["cdf"] for case in reference("normal")])
        np.testing.assert_allclose(cdf, stats.norm.cdf(x), rtol=2e-10)
        quantile = np.array([case["quantile_of_cdf"] for case in reference("normal")], dtype=float)
        inside = cdf < 1
        np.testing.assert_allclose(quantile[inside], stats.norm.ppf(cdf[inside]), rtol=1e-9, atol=1e-12)


if __name__ == "__main__":
    unittest.main()
