"""Training of dense networks: our step against PyTorch, alternating in one run.

Same data, initial weights, batches, loss (softmax cross-entropy) and optimiser (Adam, ε = 1e-7) on both sides. PyTorch
runs with its default Adam and with its fused one, each side with 1 and with 2 threads; medians over all passes, the best
of each side counts. The third and fourth network are that of Lieberman et al. (arXiv 2109.07287), with its batch size
of 1 and with 512; it has two outputs here where theirs has one sigmoid, on both sides. Prints a table in Markdown and
one line of JSON.

    cargo build --example dnn
    python3 -m venv bench-venv && bench-venv/bin/pip install torch numpy
    bench-venv/bin/python bench/dnn.py [--rounds 5] [--only 2 3] [--threads 1 2] [--binary target/debug/examples/dnn]
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
import torch

CASES = [
    # name, features, hidden layers, batch, learning rate, events per pass
    ("11-64-64-2, batch 256", 11, [64, 64], 256, 5e-4, 51200),
    ("16-5x256-2, batch 512", 16, [256] * 5, 512, 2.28e-4, 10240),
    ("13-360-180-180-90-180-2, batch 1", 13, [360, 180, 180, 90, 180], 1, 1e-4, 1000),
    ("13-360-180-180-90-180-2, batch 512", 13, [360, 180, 180, 90, 180], 512, 1e-3, 20480),
]
SIDES = ["cwola", "torch default", "torch fused"]
PASSES = 2


def make(folder, features, hidden, events):
    """Writes two Gaussian classes that differ in curvature, Glorot-uniform weights and an order of events."""
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, events).astype(np.uint8)
    x = rng.normal(size=(events, features)).astype(np.float32)
    x[:, 0] = np.where(y == 1, np.abs(x[:, 0]) * np.sign(x[:, 1]), x[:, 0]) + 0.2 * y
    sizes = [features, *hidden, 2]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        limit = math.sqrt(6 / (a + b))
        layers.append((rng.uniform(-limit, limit, (a, b)).astype(np.float32), np.zeros(b, np.float32)))
    order = rng.permutation(events).astype(np.uint32)
    x.tofile(folder / "x.f32")
    y.tofile(folder / "y.u8")
    order.tofile(folder / "order.u32")
    np.concatenate([part.ravel() for layer in layers for part in layer]).tofile(folder / "weights.f32")
    return x, y, layers, order


def ours(binary, folder, features, hidden, batch, rate, threads):
    """Seconds and loss of each pass of our side."""
    command = [binary, folder, batch, PASSES, threads, rate, features, *hidden]
    out = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
    return json.loads(out)


def theirs(x, y, layers, order, batch, rate, threads, fused):
    """Seconds and loss of each pass of PyTorch."""
    torch.set_num_threads(threads)
    modules = []
    for kernel, bias in layers:
        linear = torch.nn.Linear(*kernel.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(kernel.T.copy()))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*modules[:-1])
    adam = torch.optim.Adam(model.parameters(), lr=rate, eps=1e-7, fused=True if fused else None)
    loss_of = torch.nn.CrossEntropyLoss()
    data, labels = torch.from_numpy(x), torch.from_numpy(y.astype(np.int64))
    rows = torch.from_numpy(order.astype(np.int64))
    done = []
    for _ in range(PASSES):
        begin = time.perf_counter()
        total = 0.0
        for batch_rows in rows.split(batch):
            adam.zero_grad(set_to_none=True)
            loss = loss_of(model(data[batch_rows]), labels[batch_rows])
            loss.backward()
            adam.step()
            total += loss.detach() * len(batch_rows)
        total = float(total)
        done.append((time.perf_counter() - begin, total / len(rows)))
    return done


def measure(options, case):
    """Events per second of every side and number of threads, and the losses of the last pass."""
    name, features, hidden, batch, rate, events = case
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        x, y, layers, order = make(folder, features, hidden, events)
        runs = {(side, threads): [] for threads in options.threads for side in SIDES}
        for _ in range(options.rounds):
            for (side, threads), done in runs.items():
                if side == "cwola":
                    done.append(ours(options.binary, folder, features, hidden, batch, rate, threads))
                else:
                    done.append(theirs(x, y, layers, order, batch, rate, threads, side == "torch fused"))
    row = {"case": name, "batch": batch}
    for (side, threads), done in runs.items():
        row[f"{side} {threads}"] = events / statistics.median(seconds for run in done for seconds, _ in run)
        row[f"{side} loss"] = statistics.median(run[-1][1] for run in done)
    for side in SIDES:
        row[side] = max(row[f"{side} {threads}"] for threads in options.threads)
    row["ratio default"] = row["cwola"] / row["torch default"]
    row["ratio"] = row["cwola"] / max(row["torch default"], row["torch fused"])
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=int, nargs="*", default=range(len(CASES)), choices=range(len(CASES)))
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--binary", default=pathlib.Path(__file__).parent.parent / "target/debug/examples/dnn")
    options = parser.parse_args()
    results = [measure(options, CASES[k]) for k in options.only]
    columns = [f"{side} {threads}" for side in SIDES for threads in options.threads]
    heads = ["network", *columns, "best / best default", "best / best", "µs per step, ours", "loss cwola", "loss PyTorch"]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for row in results:
        cells = [row["case"], *(f"{row[column]:,.0f}" for column in columns)]
        cells += [f"{row['ratio default']:.2f}", f"{row['ratio']:.2f}", f"{1e6 * row['batch'] / row['cwola']:,.0f}"]
        print("| " + " | ".join(cells) + f" | {row['cwola loss']:.5f} | {row['torch default loss']:.5f} |")
    print(json.dumps({"torch": torch.__version__, "events_per_second": results}))


if __name__ == "__main__":
    main()
