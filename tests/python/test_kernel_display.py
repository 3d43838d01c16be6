"""What a cell ends with is shown as what it is: each form in a kernel of its own, just started.

Guards against the kernel's way of asking for a display: when anything failed to compile at the first attempt, every value
used to appear as debug text (the first `?` of a kernel, a variable that the last expression moves).
"""

import concurrent.futures
import os
import unittest

from kernel_client import Kernel

TOY = "let toy = GaussianToy::new(1.0);\n"
PANEL = 'let p = Panel::histograms("x", &[Hist::of("a", &[1.0, 2.0], 4, 0.0, 4.0)?], Norm::Unit);\n'
SVG, HTML, TEXT = "image/svg+xml", "text/html", "text/plain"

# Name, cell, media type that must be there, words in it, number of things shown.
FORMS = [
    ("first cell of the README", None, SVG, "<svg", 1),
    ("a question mark in the first cell", "GaussianToy::new(1.0).test(5, 1)?", HTML, "<table", 1),
    ("a variable that is moved", PANEL + 'p.with_title("mine").figure()', SVG, "mine", 1),
    ("a temporary list", PANEL.replace("let p = ", "").replace(";\n", "") + ".figure()", SVG, "<svg", 1),
    ("a configuration that is changed", "let config = TrainConfig::dnn();\nconfig.with_repeats(2)", HTML, "2, seed", 1),
    ("a query", 'let d = df!["a" => [1.5, 2.5]]?;\nd.lazy().filter(col("a").gt(lit(2.0))).collect()?', HTML, "2.5", 1),
    ("two figures", PANEL + "let f = p.figure();\nvec![f.clone(), f]", HTML, "<svg", 1),
    ("figure and number", PANEL + "(p.figure(), 1.5)", HTML, "1.5", 1),
    ("figures from a loop", PANEL + "for _ in 0..3 { show(&p.figure()); }", SVG, "<svg", 3),
    ("a choice", PANEL + "if 1 > 0 { p.figure() } else { p.with_title(\"other\").figure() }", SVG, "<svg", 1),
    ("a query that has not run", 'let d = df!["a" => [1.5]]?;\nd.lazy()', HTML, "collect", 1),
    ("a long list", "(0..1_000_000u32).map(f64::from).collect::<Vec<_>>()", TEXT, "999999.0] (1", 1),
    ("an option", "Some(Measured::from(&[0.5, 0.6, 0.7]))", HTML, "0.600", 1),
    ("a failed result", 'Events::sample("none")', HTML, "Error.", 1),
    ("a result of another crate", '"x".parse::<f64>()', HTML, "invalid float", 1),
    ("a value of a plain type", "#[derive(Debug)] struct Mine { a: u8 }\nMine { a: 3 }", TEXT, "Mine { a: 3 }", 1),
    ("a table of a million rows", 'let d = df!["a" => (0..1_000_000i64).collect::<Vec<_>>()]?;\nd', HTML, "1\u202f000\u202f000 rows", 1),
    ("nothing", 'println!("printed")', None, "printed", 0),
]


def readme_cell():
    from test_docs_cells import cells

    return cells("README.md")[0]


def one(form):
    name, code, mime, words, count = form
    with Kernel() as kernel:
        result = kernel.run(code or readme_cell())
        return name, result, mime, words, count


class Display(unittest.TestCase):
    def test_each_form_in_a_fresh_kernel(self):
        # Two at a time: a kernel takes a few seconds of one core to start.
        with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            for name, result, mime, words, count in pool.map(one, FORMS):
                with self.subTest(name):
                    self.assertEqual(result.status, "ok", f"{result}\n{result.all_text()}")
                    shown = result.data()
                    self.assertEqual(len(shown), count, str(result))
                    for data in shown:
                        self.assertIn(mime, data, str(data)[:300])
                        self.assertIn(words, data[mime])
                        self.assertNotRegex(data.get(TEXT, ""), r"^(Figure|Panel|Run|Table|TrainConfig) \{")
                    if not count:
                        self.assertIn(words, result.text())


if __name__ == "__main__":
    unittest.main()
