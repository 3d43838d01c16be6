"""How fast a notebook feels: our kernel, a plain `:dep` of the same library, and a Python kernel, alternating in one run.

Measured for each: seconds from the start of the kernel to the first result of the library, memory of the kernel with all
its processes, and the median seconds of a cell that adds two numbers, shows a table, draws a plot, and trains (net of the
seconds that the training itself reports). Prints a table in Markdown and one line of JSON.

    cargo lab setup
    .venv/bin/python bench/kernel.py [--rounds 3] [--cells 5] [--only cwola plain python] [--python PATH]

The plain kernel compiles the whole library by itself into --scratch; its first start takes many minutes, is done once
before the measurement and does not count. --python is an interpreter with ipykernel, pandas, matplotlib and torch.
"""
import argparse
import json
import os
import pathlib
import statistics
import sys
import time

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUST = {
    "first": "let toy = GaussianToy::new(1.0);\nformat!(\"{}\", toy.best_auc())",
    "prepare": [
        'let events = Events::sample("dihiggs_500")?;',
        "let mixed = MixedSample::by_fraction(&toy.signal(5000, 1)?, &toy.background(5000, 2)?, 0.8, 0.2, 5000, 7)?;",
        "let config = TrainConfig::dnn().with_cache(Cache::Off).with_max_epochs(5);",
    ],
    "trivial": "1 + 1",
    "table": "events.head(8)",
    "plot": 'Hist::of("m4b", &events.column("m4b")?, 50, 150.0, 1600.0)?',
    "train": 'let run = train_cwola(&mixed, &config)?;\nformat!("net {}", run.seconds)',
}
PYTHON = {
    "first": "import numpy as np, pandas as pd, torch\nimport matplotlib.pyplot as plt\n%matplotlib inline\ntorch.ones(2).sum()",
    "prepare": ["frame = pd.DataFrame({'m4b': np.random.default_rng(1).normal(500, 50, 36146), 'signal': 1})"],
    "trivial": "1 + 1",
    "table": "frame.head(8)",
    "plot": "plt.hist(frame.m4b, bins=50, range=(150, 1600), histtype='step'); plt.show()",
    "train": None,
}
NAMES = {"cwola": "cwola kernel", "plain": "plain `:dep`", "python": "Python (pandas, matplotlib, torch)"}


class Kernel:
    """A running kernel and a client to it."""

    def __init__(self, spec, environment):
        self.manager = KernelManager()
        self.manager._kernel_spec = spec
        self.begin = time.perf_counter()
        self.manager.start_kernel(env={**os.environ, **environment}, cwd=str(ROOT / "notebooks"))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=3600)

    def run(self, code):
        """Runs a cell; returns its seconds and all text that it showed, and fails on an error."""
        begin, text = time.perf_counter(), []

        def output(message):
            content = message["content"]
            text.append(content.get("text") or str(content.get("data", {}).get("text/plain", "")))
            if message["msg_type"] == "error":
                raise RuntimeError("\n".join(content["traceback"]))

        reply = self.client.execute_interactive(code, timeout=7200, output_hook=output, store_history=True)
        seconds = time.perf_counter() - begin
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"the cell failed:\n{code}\n{reply['content']}")
        return seconds, "".join(text)

    def memory(self):
        """Resident memory of the kernel and its children, in MB."""
        pages = 0
        for process in [self.manager.provisioner.pid, *children(self.manager.provisioner.pid)]:
            try:
                pages += int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1])
            except OSError:
                pass
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def children(parent):
    found = []
    for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children(child)]
    return found


def kernels(options):
    """Spec, environment, cells and first command of each kernel that can be measured."""
    ours = json.loads((ROOT / ".venv/share/jupyter/kernels/cwola-rust/kernel.json").read_text())
    empty = options.scratch / "config"
    empty.mkdir(parents=True, exist_ok=True)
    (options.scratch / "tmp").mkdir(exist_ok=True)
    plain = {**ours["env"], "EVCXR_CONFIG_DIR": str(empty), "EVCXR_TMPDIR": str(options.scratch / "tmp")}
    dep = f':dep cwola = {{ path = "{ROOT}" }}\nuse cwola::prelude::*;\n'
    yield "cwola", KernelSpec(argv=ours["argv"], language="rust"), ours["env"], RUST, ""
    yield "plain", KernelSpec(argv=ours["argv"], language="rust"), plain, RUST, dep
    if options.python and options.python.exists():
        argv = [str(options.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        yield "python", KernelSpec(argv=argv, language="python"), {}, PYTHON, ""
    elif "python" in options.only:
        print(f"python: left out, {options.python} is not there", file=sys.stderr)


def measure(spec, environment, cells, dep, repeats):
    kernel = Kernel(spec, environment)
    try:
        kernel.run(dep + cells["first"])
        result = {"start": [time.perf_counter() - kernel.begin]}
        for code in cells["prepare"]:
            kernel.run(code)
        for name in ["trivial", "table", "plot", "train"]:
            times = []
            for _ in range(repeats if cells[name] else 0):
                seconds, text = kernel.run(cells[name])
                net = float(text.split("net ")[1].split('"')[0].split()[0]) if name == "train" else 0.0
                times.append(seconds - net)
            result[name] = times[1:] if len(times) > 1 else times
        result["memory"] = [kernel.memory()]
        return result
    finally:
        kernel.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cells", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=list(NAMES), choices=list(NAMES))
    parser.add_argument("--python", type=pathlib.Path, default=ROOT / ".venv-bench/bin/python")
    parser.add_argument("--scratch", type=pathlib.Path, default=ROOT / ".cwola/bench")
    options = parser.parse_args()
    chosen = [kernel for kernel in kernels(options) if kernel[0] in options.only]
    for name, spec, environment, cells, dep in chosen:
        begin = time.perf_counter()
        measure(spec, environment, cells, dep, 1)
        print(f"{name}: warm after {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
    if options.rounds == 0:
        return
    results = {name: {} for name, *_ in chosen}
    for _ in range(options.rounds):
        for name, spec, environment, cells, dep in chosen:
            for key, values in measure(spec, environment, cells, dep, options.cells).items():
                results[name].setdefault(key, []).extend(values)
    medians = {name: {key: statistics.median(v) for key, v in r.items() if v} for name, r in results.items()}
    print("| kernel | start to first result (s) | memory (MB) | `1 + 1` (s) | table (s) | plot (s) | `train_cwola`, net (s) |")
    print("|---|---|---|---|---|---|---|")
    for name, row in medians.items():
        cells = [f"{row[key]:.2f}" if key in row else "–" for key in ["trivial", "table", "plot", "train"]]
        print(f"| {NAMES[name]} | {row['start']:.1f} | {row['memory']:.0f} | {' | '.join(cells)} |")
    print(json.dumps(medians))


if __name__ == "__main__":
    main()
