"""Every Rust block of the README and of docs/ runs in the kernel: a reader pastes them one after the other."""

import pathlib
import re
import unittest

from kernel_client import ROOT, Kernel

BLOCK = re.compile(r"^```rust(?P<info>[^\n]*)\n(?P<code>.*?)^```", re.M | re.S)


def cells(name):
    """Blocks that are meant to be run; `rust,ignore` is a fragment."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [match["code"] for match in BLOCK.finditer(text) if "ignore" not in match["info"]]


def documents():
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [str(path.relative_to(ROOT)) for path in paths if cells(path.relative_to(ROOT))]


class Documents(unittest.TestCase):
    def test_blocks_run_in_order(self):
        for name in documents():
            with Kernel() as kernel:
                for code in cells(pathlib.Path(name)):
                    with self.subTest(document=name, cell=code):
                        result = kernel.run(code, timeout=600)
                        self.assertEqual(result.status, "ok", result.all_text())


if __name__ == "__main__":
    unittest.main()
