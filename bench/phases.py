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
FORWARD, INPUT, KERNEL = "other convolutions, forward", "gradient of their inputs", "gradient of their kernels"
FIRST, FIRST_KERNEL, DENSE = "first convolution, forward", "gradient of its kernel", "dense layers, both ways"
LISTS = "ReLU, pooling, lists, strips"
CNN = [
    # phase, pattern of the innermost symbol that is ours, pattern of any caller, operations (fields of `cnn work`)
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
    ("Adam", r"train::adam::update", "", []),
    ("forward pass", r"math::row_product|math::bias_relu", "", []),
    ("gradient of the input of each layer", r"math::project", "", []),
    ("gradients of the weights, block by block", r"few::outer", "", []),
]


def samples(command, frequency):
    """Runs a command under perf; its output, and the stacks of function names, innermost first."""
    with tempfile.TemporaryDirectory() as folder:
        record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(frequency), "--call-graph", "dwarf,8192"]
        record += ["-o", f"{folder}/perf.data", "--", *map(str, command)]
        out = subprocess.run(record, check=True, capture_output=True, text=True).stdout
        script = ["perf", "script", "-i", f"{folder}/perf.data", "--no-inline", "-F", "ip,sym"]
        text = subprocess.run(script, check=True, capture_output=True, text=True).stdout
    stacks = [re.findall(r"^\s*[0-9a-f]+ (.+)$", block, re.MULTILINE) for block in text.split("\n\n")]
    return json.loads(out), [stack for stack in stacks if stack]


def phases(stacks, table, inside):
    """Share of the samples inside a function that each phase takes."""
    counts = collections.Counter()
    stacks = [stack for stack in stacks if any(re.search(inside, name) for name in stack)]
    for stack in stacks:
        match = (name for name, inner, outer, _ in table if re.search(inner, stack[0]) and re.search(outer, "\n".join(stack)))
        counts[next(match, None) or next((n for n, inner, _, _ in table if any(re.search(inner, f) for f in stack[:3])), "rest")] += 1
    return {name: count / len(stacks) for name, count in counts.most_common()}, len(stacks)


def cnn(folder, resolution, peak):
    events, batch, passes = SIZES[resolution]
    with tempfile.TemporaryDirectory() as data:
        binary = folder / "cnn"
        subprocess.run([binary, "images", data, str(resolution), str(events)], check=True)
        np.random.default_rng(1).permutation(events).astype(np.uint32).tofile(f"{data}/order.u32")
        work = json.loads(subprocess.run([binary, "work", data, str(resolution)], check=True, capture_output=True, text=True).stdout)
        plain = json.loads(subprocess.run(
            list(map(str, [binary, "train", data, resolution, batch, passes, 1, 1e-4, "cpu"])), check=True, capture_output=True, text=True).stdout)
        _, stacks = samples([binary, "train", data, resolution, batch, passes, 1, 1e-4, "cpu"], 199)
    seconds = sum(pass_[0] for pass_ in plain) / passes / events
    shares, n = phases(stacks, CNN, r"cnn::step|cnn::back|cnn::forward|CnnStep|Worker")
    done = sum(value for name, value in work.items() if name != "with_zeros")
    print(f"\n{resolution}×{resolution}, batch {batch}, one thread: {1 / seconds:,.0f} events/s; {work['with_zeros'] / 1e6:,.0f} MFLOP per "
          f"event with all zeros, {done / 1e6:,.0f} without; {done / seconds / 1e9:.1f} GFLOP/s of {peak:.0f} "
          f"({work['with_zeros'] / seconds / 1e9:.1f} if zeros counted); {n} samples\n")
    print("| phase | share | MFLOP per event | GFLOP/s | of the peak |\n|---|---|---|---|---|")
    fields = {name: sum(work[field] for field in which) for name, _, _, which in CNN}
    for name, share in shares.items():
        flop = fields.get(name, 0)
        speed = f"{flop / 1e6:.1f} | {flop / seconds / share / 1e9:.1f} | {flop / seconds / share / 1e9 / peak:.0%}" if flop else " |  | "
        print(f"| {name} | {share:.1%} | {speed} |")


def dense(folder, limits):
    steps, passes = 4000, 5
    with tempfile.TemporaryDirectory() as data:
        make(pathlib.Path(data), 13, LIEBERMAN, steps)
        command = [folder / "dnn", data, 1, passes, 1, 1e-4, 13, *LIEBERMAN]
        plain = json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout)
        _, stacks = samples(command, 499)
    seconds = sorted(pass_[0] for pass_ in plain)[passes // 2] / steps
    sizes = [13, *LIEBERMAN, 2]
    weights = sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
    shares, n = phases(stacks, STEP, r"fused|few|shard")
    print(f"\nDense network {'–'.join(map(str, sizes))}, batch 1: {1e6 * seconds:.0f} µs per step, {weights:,} weights; roots and divisions "
          f"alone take {weights / limits['adam'] / 1e3:.0f} µs, reading and writing weights and moments "
          f"{24e-3 * weights / limits['stream']:.0f} µs; {n} samples\n")
    print("| phase | share | µs per step |\n|---|---|---|")
    for name, share in shares.items():
        print(f"| {name} | {share:.1%} | {1e6 * seconds * share:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resolutions", type=int, nargs="*", default=[25, 75], choices=list(SIZES))
    parser.add_argument("--no-dense", action="store_true")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "target/debug/examples")
    options = parser.parse_args()
    limits = json.loads(subprocess.run([options.folder / "peak"], check=True, capture_output=True, text=True).stdout)
    print(f"Peak of the core: {limits['gflops']:.0f} GFLOP/s (float32 in registers); {limits['adam']:.2f}·10⁹ roots with a division per "
          f"second; {limits['stream']:.0f} GB/s reading and writing {limits['megabytes']} MB in turn.")
    for resolution in options.resolutions:
        cnn(options.folder, resolution, limits["gflops"])
    if not options.no_dense:
        dense(options.folder, limits)


if __name__ == "__main__":
    main()
