"""Compares our fits with SciPy and our boosted trees with scikit-learn.

The test `reference_file_for_python` of `tests/fits.rs` writes spectra and events with our results; `cargo verify` runs it
before this.  By hand:

    cargo test --test fits && .venv/bin/python -m unittest discover tests/python
"""

import json
import os
import pathlib
import unittest

import numpy as np
from scipy import optimize, special
from sklearn import metrics
from sklearn.ensemble import HistGradientBoostingClassifier

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "tmp" / "fits.json"


def reference(part):
    if not FILE.exists():
        raise FileNotFoundError(f"{FILE} is missing; run `cargo test --test fits` first.")
    return json.loads(FILE.read_text())[part]


class Fits(unittest.TestCase):
    def setUp(self):
        self.cases = []
        for case in reference("spectra"):
            n = np.array(case["counts"])
            edges = np.linspace(case["low"], case["high"], len(n) + 1)
            x = (edges[1:] + edges[:-1]) / 2 - case["mean"]
            self.cases.append((case, n, x))

    @staticmethod
    def ln_l(n, rate):
        return np.sum(n * np.log(rate) - rate - special.gammaln(n + 1))

    def smooth(self, n, x):
        """The smooth fit from several starts, with steps of a simplex at the end."""
        scale = np.array([1, 1 / 18, 1 / 18**2])
        rate = lambda p: np.exp(np.clip(p[0] + p[1] * scale[1] * x + p[2] * scale[2] * x * x, -50, 50))
        loss = lambda p: -self.ln_l(n, rate(p))
        best = min(
            (optimize.minimize(loss, [np.log(n.mean() + 0.1), s, 0], method="Nelder-Mead",
                               options=dict(xatol=1e-9, fatol=1e-10, maxiter=20000, maxfev=20000)) for s in (-0.4, 0.4)),
            key=lambda r: r.fun)
        return -best.fun, best.x * scale

    def test_twenty_spectra(self):
        self.assertEqual(len(self.cases), 20)

    def test_background(self):
        for case, n, x in self.cases:
            value, (ln_n0, a, b) = self.smooth(n, x)
            ours = case["background"]
            self.assertAlmostEqual(ours["ln_l"], value, delta=1e-3)
            self.assertAlmostEqual(ours["a"], a, delta=0.01 * ours["a_error"])
            self.assertAlmostEqual(ours["b"], b, delta=0.01 * ours["b_error"])
            self.assertAlmostEqual(ours["n0"] / np.exp(ln_n0), 1, delta=1e-3)

    def test_bump(self):
        for case, n, x in self.cases:
            _, (ln_n0, a, b) = self.smooth(n, x)
            low, high = case["width"]
            height = np.exp(ln_n0)

            def rate(p):
                smooth = np.exp(ln_n0 + p[0] + (a + p[1] / 18) * x + (b + p[2] / 18**2) * x * x)
                return smooth + p[3] * np.sqrt(height) * np.exp(-x * x / (2 * p[4] ** 2))

            def loss(p):
                r = rate(p)
                return 1e10 if np.any(r <= 0) or not low <= p[4] <= high else -self.ln_l(n, r)

            best = np.inf
            for sigma in (1.2, 2, 3, 4.5):
                for start in (-1.0, 0.0, 1.0, 5.0):
                    p = [0, 0, 0, start, sigma]
                    for _ in range(3):
                        fit = optimize.minimize(loss, p, method="Nelder-Mead",
                                                options=dict(xatol=1e-8, fatol=1e-9, maxiter=4000, maxfev=4000))
                        p = fit.x
                    best = min(best, fit.fun)
            # Ours may be better than SciPy's, but not worse.
            self.assertGreater(case["ln_l"], -best - 1e-3)
            self.assertLess(abs(case["ln_l"] + best), 1e-3)
            ours = rate([0, 0, 0, case["n1"] / np.sqrt(height), case["sigma"]])
            self.assertTrue(np.all(np.isfinite(ours)))
            gain = max(case["ln_l"] - case["background"]["ln_l"], 0)
            self.assertAlmostEqual(abs(case["significance"]), np.sqrt(2 * gain), delta=1e-9)


class Trees(unittest.TestCase):
    def test_scores(self):
        case = reference("trees")
        x = np.array([[np.nan if v is None else v for v in row] for row in case["x"]], dtype=np.float64)
        y, train, ours = np.array(case["label"]), np.array(case["train"]), np.array(case["score"])
        theirs = HistGradientBoostingClassifier(
            max_iter=case["trees"], max_depth=case["depth"], max_leaf_nodes=None, learning_rate=case["learning_rate"],
            min_samples_leaf=case["smallest_leaf"], l2_regularization=0, max_bins=255, early_stopping=False,
        ).fit(x[train], y[train]).predict_proba(x)[:, 1]
        # Bins are cut at other places where a feature has more than 255 values, and so are some splits.
        self.assertGreater(np.corrcoef(ours, theirs)[0, 1], 0.98)
        self.assertLess(np.abs(ours - theirs).mean(), 0.03)
        for rows in (train, ~train):
            auc = [metrics.roc_auc_score(y[rows], s[rows]) for s in (ours, theirs)]
            self.assertAlmostEqual(*auc, delta=0.01)


if __name__ == "__main__":
    unittest.main()
