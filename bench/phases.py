"""Where the time of a training step goes, against what the core can do (Linux, `perf`).

Runs our side of `bench/cnn.py` (one thread, 25×25 and 75×75) and of `bench/dnn.py` (batch 1) under `perf record`, sorts the
samples by what they were taken in, and compares with the operations that the step needs (`cnn work`) and with the
measured peak of the core (`peak`). Prints tables in Markdown.

    cargo build --example cnn --example dnn --example peak
    bench-venv/bin/python bench/phases.py [--resolutions 25 75] [--no-dense] [--folder target/debug/examples]
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import tempfile

import numpy as np

from dnn import make

# resolution: (events per pass, batch, passes)
SIZES = {25: (2048, 256, 2), 75: (512, 128, 1)}
LIEBERMAN = [360, 180, 180, 90, 180]
FORWARD = "other convolutions, forward"
INPUT = "other convolutions, gradient of the inputs"
KERNEL = "other convolutions, gradient of the kernels"
FIRST, FIRST_KERNEL = "first convolution, forward", "first convolution, gradient of the kernel"
DENSE, LISTS = "dense layers, both ways", "ReLU, pooling, lists, strips"
FREQUENCY = 199
CNN = [
    # phase, pattern of the function, pattern of any of its callers, operations (fields of `cnn work`)
    (FIRST, r"cnn::first::(scatter|forward)", "", ["first"]),
    (FIRST_KERNEL, r"cnn::first::(collect|backward)", "", ["first_kernel"]),
    (INPUT, r"cnn::gather", r"cnn::back", ["input"]),
    (FORWARD, r"cnn::gather", "", ["forward"]),
    (KERNEL, r"cnn::windows::(three|five)", "", ["kernel"]),
    (DENSE, r"^gemm|cnn::head|math::bias_relu", "", ["dense"]),
    ("Adam", r"train::adam", "", []),
    ("packing of kernels", r"cnn::packed|windows::unpack", "", []),
    (LISTS, r"cnn::(pool|flow|windows|back|lists|first::repeat|forward|aligned)|represent::|memset|memcpy|memmove", "", []),
]
STEP = [
    ("gradients and Adam, row by row", r"kernels::move", "", []),
    ("forward pass", r"kernels::add|math::relu", "", []),
]


def run(*command):
    """What a command prints."""
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def samples(*command):
    """Runs a command under perf; the stacks of function names, innermost first."""
    with tempfile.TemporaryDirectory() as folder:
        how = ["-q", "-e", "cpu-clock", "-F", FREQUENCY, "--call-graph", "dwarf,8192", "-o", f"{folder}/perf.data"]
        run("perf", "record", *how, "--", *command)
        text = run("perf", "script", "-i", f"{folder}/perf.data", "--no-inline", "-F", "ip,sym")
    stacks = [re.findall(r"^\s*[0-9a-f]+ (.+)$", block, re.MULTILINE) for block in text.split("\n\n")]
    return [stack for stack in stacks if stack]


def phase(stack, table):
    """The first phase that the function, or else one of its next callers, belongs to."""
    for depth in range(min(3, len(stack))):
        for name, function, caller, _ in table:
            if re.search(function, stack[depth]) and any(re.search(caller, other) for other in stack):
                return name
    return "rest"


def phases(stacks, table, inside):
    """Samples of each phase, of all samples inside a function."""
    stacks = [stack for stack in stacks if any(re.search(inside, name) for name in stack)]
    return collections.Counter(phase(stack, table) for stack in stacks)


def cnn(folder, resolution, peak):
    events, batch, passes = SIZES[resolution]
    with tempfile.TemporaryDirectory() as data:
        run(folder / "cnn", "images", data, resolution, events)
        np.random.default_rng(1).permutation(events).astype(np.uint32).tofile(f"{data}/order.u32")
        work = json.loads(run(folder / "cnn", "work", data, resolution))
        stacks = samples(folder / "cnn", "train", data, resolution, batch, passes, 1, 1e-4, "cpu")
    counts = phases(stacks, CNN, r"cnn::step|cnn::back|cnn::forward|CnnStep|Worker")
    n = sum(counts.values())
    seconds = n / FREQUENCY / passes / events
    needed = sum(value for name, value in work.items() if name != "with_zeros")
    print(f"\n{resolution}×{resolution}, batch {batch}, one thread: {1 / seconds:,.0f} events per second of the processor. "
          f"{needed / 1e6:,.0f} MFLOP per event are needed, {work['with_zeros'] / 1e6:,.0f} with all zeros; "
          f"{needed / seconds / 1e9:.0f} GFLOP/s of {peak:.0f}, {work['with_zeros'] / seconds / 1e9:.0f} if zeros counted; {n} samples.\n")
    print("| phase | share | MFLOP per event | GFLOP/s | of the peak |\n|---|---|---|---|---|")
    flops = {name: sum(work[field] for field in fields) for name, _, _, fields in CNN}
    for name, count in counts.most_common():
        flop, spent = flops.get(name, 0), seconds * count / n
        speed = f"{flop / 1e6:.1f} | {flop / spent / 1e9:.0f} | {flop / spent / 1e9 / peak:.0%}" if flop else " |  | "
        print(f"| {name} | {count / n:.1%} | {speed} |")


def dense(folder, limits):
    steps, passes = 4000, 5
    with tempfile.TemporaryDirectory() as data:
        make(pathlib.Path(data), 13, LIEBERMAN, steps)
        counts = phases(samples(folder / "dnn", data, 1, passes, 1, 1e-4, 13, *LIEBERMAN), STEP, r"few::|Few")
    n = sum(counts.values())
    microseconds = 1e6 * n / FREQUENCY / passes / steps
    sizes = [13, *LIEBERMAN, 2]
    weights = sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
    print(f"\nDense network {'–'.join(map(str, sizes))}, batch 1: {microseconds:.0f} µs of the processor per step, {weights:,} weights. "
          f"Roots and divisions alone take {weights / limits['adam'] / 1e3:.0f} µs, reading and writing weights and moments "
          f"{24e-3 * weights / limits['stream']:.0f} µs; {n} samples.\n")
    print("| phase | share | µs per step |\n|---|---|---|")
    for name, count in counts.most_common():
        print(f"| {name} | {count / n:.1%} | {microseconds * count / n:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resolutions", type=int, nargs="*", default=[25, 75], choices=list(SIZES))
    parser.add_argument("--no-dense", action="store_true")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "target/debug/examples")
    options = parser.parse_args()
    limits = json.loads(run(options.folder / "peak"))
    print(f"Peak of the core: {limits['gflops']:.0f} GFLOP/s (float32 in registers); {limits['adam']:.2f}·10⁹ roots with a division per "
          f"second; {limits['stream']:.0f} GB/s reading and writing {limits['megabytes']} MB in turn.")
    for resolution in options.resolutions:
        cnn(options.folder, resolution, limits["gflops"])
    if not options.no_dense:
        dense(options.folder, limits)


if __name__ == "__main__":
    main()
