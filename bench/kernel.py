"""Seconds and megabytes of a notebook kernel: ours, plain `:dep`, and Python, alternating in one run.

    cargo lab setup
    python3 -m venv .venv-bench && .venv-bench/bin/pip install ipykernel numpy pandas matplotlib torch
    .venv/bin/python bench/kernel.py [--rounds 5] [--skip-plain]

"start" is from starting the process to the first result of a library cell. "train" is the time of a training cell less
the training itself, which the cell prints. Memory is the resident memory of the process and its children, in the end.
Plain means `:dep cwola = { path = … }` in an unconfigured kernel; its first start compiles everything and is not
counted. Prints a table in Markdown and one line of JSON.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

ROOT = pathlib.Path(__file__).resolve().parent.parent
EVCXR = ROOT / ".cwola" / "evcxr" / "bin" / "evcxr_jupyter"

# Cells: name -> text. `first` is the first result of the library; `setup` is not timed.
RUST = {
    "first": 'let events = Events::sample("dihiggs_500")?; events.clone()',
    "1+1": "1 + 1",
    "table": "events.clone()",
    "plot": 'compare_columns(&[events.clone()], &[("m4b", 300.0, 900.0)])?',
    "setup": "let toy = GaussianToy::new(1.0);\n"
    "let mixed = MixedSample::by_fraction(&toy.signal(20_000, 1)?, &toy.background(20_000, 2)?, 0.8, 0.2, 20_000, 7)?;",
    "train": "let start = std::time::Instant::now();\n"
    "let run = train_cwola(&mixed, &TrainConfig::dnn().with_max_epochs(3).with_seed(SEED))?;\n"
    'println!("SECONDS {}", start.elapsed().as_secs_f64());',
}
PYTHON = {
    "first": "%matplotlib inline\nimport numpy, pandas, torch, matplotlib.pyplot as plt\n"
    "events = pandas.DataFrame(numpy.random.default_rng(1).normal(500, 80, (36146, 4)), columns=list('abcd')); events",
    "1+1": "1 + 1",
    "table": "events",
    "plot": "fig, ax = plt.subplots(); ax.hist(events['a'], bins=50); plt.show()",
    "setup": "x = torch.randn(20000, 2); y = torch.randint(0, 2, (20000,))\n"
    "net = torch.nn.Sequential(torch.nn.Linear(2, 64), torch.nn.ReLU(), torch.nn.Linear(64, 2))\n"
    "adam = torch.optim.Adam(net.parameters())",
    "train": "import time\nstart = time.perf_counter()\n"
    "for k in range(0, 20000, 256):\n"
    "    adam.zero_grad(); torch.nn.functional.cross_entropy(net(x[k:k+256]), y[k:k+256]).backward(); adam.step()\n"
    "print('SECONDS', time.perf_counter() - start)",
}
TIMED = ["1+1", "table", "plot", "train"]
REPEATS = 5


def variants(arguments, scratch):
    """Name -> (kernelspec, first cell, cells)."""
    ours = json.loads((ROOT / ".venv/share/jupyter/kernels/cwola-rust/kernel.json").read_text())
    found = {"cwola": (ours["argv"], ours["env"], None, RUST)}
    if not arguments.skip_plain:
        empty = pathlib.Path(scratch) / "empty"
        empty.mkdir()
        build = ROOT / "target" / "bench-plain-kernel"
        build.mkdir(parents=True, exist_ok=True)
        environment = dict(ours["env"], EVCXR_CONFIG_DIR=str(empty), EVCXR_TMPDIR=str(build))
        imports = re.sub(r"^cwola::start_kernel\(\);$", "", (ROOT / "prelude.rs").read_text(), flags=re.M)
        load = f':dep cwola = {{ path = "{ROOT}" }}\n{imports}'
        found["plain :dep"] = (ours["argv"], environment, load, RUST)
    python = pathlib.Path(arguments.python_env) / "bin" / "python"
    modules = "import ipykernel, numpy, pandas, matplotlib, torch"
    if python.exists() and subprocess.run([python, "-c", modules], capture_output=True).returncode == 0:
        argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        found["Python"] = (argv, {}, None, PYTHON)
    else:
        print(f"The Python kernel is left out: {python} with ipykernel, pandas, matplotlib and torch is not there.")
    return found


def memory(pid):
    """Resident megabytes of a process and all its descendants."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True).stdout
    rows = [tuple(map(int, line.split())) for line in table.splitlines()]
    family, total = {pid}, 0
    while True:
        more = {row[0] for row in rows if row[1] in family} - family
        if not more:
            break
        family |= more
    for row in rows:
        total += row[2] if row[0] in family else 0
    return total / 1024


def run_cell(client, code, allow_errors=False):
    """Seconds of a cell and what it printed."""
    printed = []

    def hook(message):
        content = message["content"]
        if message["msg_type"] == "error" or content.get("name") == "stderr":
            printed.append("ERROR " + str(content.get("evalue", content.get("text"))))
        elif message["msg_type"] == "stream":
            printed.append(content["text"])

    start = time.perf_counter()
    client.execute_interactive(code, output_hook=hook, timeout=3600)
    seconds = time.perf_counter() - start
    text = "".join(printed)
    if "ERROR" in text and not allow_errors:
        sys.exit(f"error: the cell\n{code}\nfailed:\n{text}")
    return seconds, text


def session(argv, environment, load, cells, number):
    """One kernel from start to end; returns its measurements."""
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(argv=argv, env=environment, language="", display_name="")
    start = time.perf_counter()
    with open(os.devnull, "w") as quiet:
        manager.start_kernel(cwd=str(ROOT / "notebooks"), stdout=quiet, stderr=quiet)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=3600)
        if load:
            run_cell(client, load, allow_errors=True)
        run_cell(client, cells["first"])
        result = {"start": [time.perf_counter() - start]}
        run_cell(client, cells["setup"])
        for repeat in range(REPEATS):
            for name in TIMED:
                # A new seed each time, so that no training comes from the cache.
                seconds, text = run_cell(client, cells[name].replace("SEED", str(1000 * number + repeat)))
                trained = re.search(r"SECONDS ([\d.e-]+)", text)
                result.setdefault(name, []).append(seconds - float(trained.group(1)) if trained else seconds)
        result["memory"] = [memory(manager.provisioner.pid)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-plain", action="store_true")
    parser.add_argument("--python-env", default=str(ROOT / ".venv-bench"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CWOLA_CACHE"] = str(pathlib.Path(scratch) / "cache")
        kernels = variants(arguments, scratch)
        results = {name: {} for name in kernels}
        for number in range(arguments.rounds + 1):
            for name, (argv, environment, load, cells) in kernels.items():
                measured = session(argv, environment, load, cells, number)
                # Round 0 warms up: file caches, and the compilation of plain `:dep`.
                for quantity, values in measured.items() if number else ():
                    results[name].setdefault(quantity, []).extend(values)
                print(f"round {number}, {name}: start {measured['start'][0]:.1f} s", file=sys.stderr, flush=True)
    columns = ["start", *TIMED, "memory"]
    print("| kernel | start to first result [s] | `1+1` [s] | table [s] | plot [s] | train, net [s] | memory [MB] |")
    print("|---|---|---|---|---|---|---|")
    medians = {name: {c: statistics.median(values[c]) for c in columns} for name, values in results.items()}
    for name, row in medians.items():
        texts = [f"{row[c]:.0f}" if c == "memory" else f"{row[c]:.2f}" for c in columns]
        print(f"| {name} | " + " | ".join(texts) + " |")
    load = os.getloadavg()[0]
    print(json.dumps({"medians": medians, "rounds": arguments.rounds, "cores": os.cpu_count(), "load": load}))


if __name__ == "__main__":
    main()
