"""Events per second of training the Note's two-image CNN: our step against PyTorch, alternating in one run.

Same images (bundled samples), initial weights, batches, loss (binary cross-entropy of the product of two sigmoids) and
optimiser (Adam, PyTorch's fused one) on both sides; each side runs with 1 and with 2 threads, PyTorch in its default
and in its channels-last layout. Medians over all passes but the first; the best of each side counts. Prints a table
in Markdown and one line of JSON. With --curve it compares the losses of 50 steps
instead of speeds, and PyTorch's two layouts with each other.

    cargo build --example cnn
    python3 -m venv bench-venv && bench-venv/bin/pip install torch numpy
    bench-venv/bin/python bench/cnn.py [--rounds 3] [--resolutions 25 75] [--threads 1 2] [--flex] [--binary target/debug/examples/cnn]
    bench-venv/bin/python bench/cnn.py --curve

--flex also runs our network on Burn's own processor backend (Device::Flex), one batch.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

import numpy as np
import torch

# resolution: (events per pass, batch)
SIZES = {25: (2048, 256), 50: (512, 128), 75: (512, 128)}
PASSES = 2
RATE = 1e-4
CONVS = [(1, 64, 5), (64, 64, 5), (64, 128, 3), (128, 128, 3)]


class TwoImage(torch.nn.Module):
    """The Note's network; weights in the order and layout of Keras."""

    def __init__(self, resolution, values):
        super().__init__()
        rest = torch.from_numpy(values)

        def take(*shape):
            nonlocal rest
            size = int(np.prod(shape))
            head, rest = rest[:size], rest[size:]
            return head.reshape(shape).clone()

        layers = []
        for k, (inputs, filters, kernel) in enumerate(CONVS):
            conv = torch.nn.Conv2d(inputs, filters, kernel, padding="same")
            conv.weight.data = take(kernel, kernel, inputs, filters).permute(3, 2, 0, 1).contiguous()
            conv.bias.data = take(filters)
            layers += [conv, torch.nn.ReLU(inplace=True)]
            if k < 3:
                layers.append(torch.nn.MaxPool2d(2))
        self.convs = torch.nn.Sequential(*layers)
        sizes = [(resolution // 8) ** 2 * 128, 128, 128, 128, 1]
        dense = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            linear = torch.nn.Linear(inputs, outputs)
            linear.weight.data = take(inputs, outputs).T.contiguous()
            linear.bias.data = take(outputs)
            dense += [linear, torch.nn.ReLU(inplace=True)]
        self.dense = torch.nn.Sequential(*dense[:-1])
        assert len(rest) == 0

    def forward(self, x):
        """Log of the score and log of one minus the score; x: [events, 2, side, side]."""
        n = len(x)
        h = self.convs(x.reshape(2 * n, 1, *x.shape[2:]))
        z = self.dense(h.permute(0, 2, 3, 1).reshape(2 * n, -1)).reshape(n, 2)
        log_p = torch.nn.functional.logsigmoid(z).sum(1)
        return log_p, torch.log(-torch.expm1(log_p.clamp(max=-1e-7)))


def theirs(folder, x, y, order, resolution, batch, threads, layout):
    """Seconds and loss of each pass of PyTorch."""
    torch.set_num_threads(threads)
    model = TwoImage(resolution, np.fromfile(folder / "weights.f32", np.float32))
    if layout == "channels-last":
        model = model.to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(model.parameters(), lr=RATE, eps=1e-7, fused=True)
    done = []
    for _ in range(PASSES):
        begin = time.perf_counter()
        total = sum(step(model, adam, x, y, rows) * len(rows) for rows in order.split(batch))
        done.append((time.perf_counter() - begin, total / len(order)))
    return done


def step(model, adam, x, y, rows):
    """One step; its loss."""
    adam.zero_grad(set_to_none=True)
    log_p, log_q = model(x[rows])
    loss = -(y[rows] * log_p + (1 - y[rows]) * log_q).mean()
    loss.backward()
    adam.step()
    return float(loss.detach())


def losses(model, x, y, order, batch, rate):
    """Loss of each batch."""
    adam = torch.optim.Adam(model.parameters(), lr=rate, eps=1e-7)
    return [step(model, adam, x, y, rows) for rows in order.split(batch)]


def ours(binary, folder, resolution, batch, threads, device, passes=PASSES):
    """Seconds and loss of each pass of our side, and its peak memory in MB."""
    command = [binary, "train", folder, resolution, batch, passes, threads, RATE, device]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    out = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
    return json.loads(out), max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def curve(options, resolution, rate, batch=32, steps=50):
    """Losses of 50 steps on both sides, and of PyTorch in its other layout: how far apart rounding alone takes them."""
    events = batch * 10
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        x, y = load(options.binary, folder, resolution, events)
        rng = np.random.default_rng(2)
        order = np.concatenate([rng.permutation(events) for _ in range(batch * steps // events)]).astype(np.uint32)
        order.tofile(folder / "order.u32")
        command = [options.binary, "losses", folder, resolution, batch, rate]
        out = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
        mine, rows = np.array(json.loads(out)), torch.from_numpy(order.astype(np.int64))
        network = lambda: TwoImage(resolution, np.fromfile(folder / "weights.f32", np.float32))
        other = np.array(losses(network(), x, y, rows, batch, rate))
        last = np.array(losses(network().to(memory_format=torch.channels_last), x, y, rows, batch, rate))
    away, itself = np.abs(mine / other - 1), np.abs(last / other - 1)
    return [other[0], other[-10:].mean()], [away[0], away[:25].max(), away.max(), itself[:25].max(), itself.max()]


def load(binary, folder, resolution, events):
    """Images divided by the standard deviation of their jet, and labels."""
    subprocess.run([binary, "images", folder, str(resolution), str(events)], check=True)
    x = torch.from_numpy(np.fromfile(folder / "x.f32", np.float32).reshape(events, 2, resolution, resolution))
    x = x / x.permute(1, 0, 2, 3).reshape(2, -1).std(1, unbiased=False).reshape(1, 2, 1, 1)
    return x, torch.from_numpy(np.fromfile(folder / "y.u8", np.uint8).astype(np.float32))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--resolutions", type=int, nargs="*", default=[25, 75], choices=list(SIZES))
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--flex", action="store_true")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--binary", default=pathlib.Path(__file__).parent.parent / "target/debug/examples/cnn")
    options = parser.parse_args()
    if options.curve:
        heads = ["images", "learning rate", "loss, first step", "mean of the last ten", "apart at the first step", "in 25 steps", "in 50",
                 "PyTorch from itself in 25", "in 50"]
        print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
        for resolution, rate in ((resolution, rate) for resolution in options.resolutions for rate in (RATE, 10 * RATE)):
            values, away = curve(options, resolution, rate)
            cells = [f"{resolution}×{resolution}", f"{rate:.0e}", *(f"{x:.4f}" for x in values), *(f"{x:.1e}" for x in away)]
            print("| " + " | ".join(cells) + " |", flush=True)
        return
    results = []
    for resolution in options.resolutions:
        events, batch = SIZES[resolution]
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            x, y = load(options.binary, folder, resolution, events)
            order = np.random.default_rng(1).permutation(events).astype(np.uint32)
            order.tofile(folder / "order.u32")
            rows = torch.from_numpy(order.astype(np.int64))
            sides = [(side, n) for n in options.threads for side in ("cwola", "torch default", "torch channels-last")]
            runs, memory = {side: [] for side in sides}, 0.0
            for _ in range(options.rounds):
                for side, threads in sides:
                    if side == "cwola":
                        done, memory = ours(options.binary, folder, resolution, batch, threads, "cpu")
                    else:
                        done = theirs(folder, x, y, rows, resolution, batch, threads, side.split()[1])
                    runs[side, threads].append(done)
            row = {"resolution": resolution, "batch": batch, "cwola_MB": memory}
            row["empty"] = float((x == 0).float().mean())
            for (side, threads), done in runs.items():
                row[f"{side} {threads}"] = events / statistics.median(seconds for run in done for seconds, _ in run[1:])
                row[f"{side} loss"] = statistics.median(run[-1][1] for run in done)
            for n in options.threads:
                row[f"torch {n}"] = max(row[f"torch default {n}"], row[f"torch channels-last {n}"])
                row[f"ratio {n}"] = row[f"cwola {n}"] / row[f"torch {n}"]
            if options.flex:
                order[:batch].tofile(folder / "order.u32")
                done, _ = ours(options.binary, folder, resolution, batch, 1, "flex", 1)
                row["flex"] = batch / done[0][0]
            results.append(row)
    heads = ["images", "batch"]
    for n in options.threads:
        heads += [f"cwola, {n} thread(s)", f"PyTorch, {n}", f"ratio, {n}"]
    heads += ["loss cwola", "loss PyTorch"]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for row in results:
        cells = [f"{row['resolution']}×{row['resolution']}, {row['empty']:.1%} empty", str(row["batch"])]
        for n in options.threads:
            cells += [f"{row[f'cwola {n}']:,.0f}", f"{row[f'torch {n}']:,.0f}", f"{row[f'ratio {n}']:.2f}"]
        cells += [f"{row['cwola loss']:.5f}", f"{row['torch default loss']:.5f}"]
        print("| " + " | ".join(cells) + " |")
    print(json.dumps({"torch": torch.__version__, "events_per_second": results}))


if __name__ == "__main__":
    main()
