"""Events per second of training SPANet: our step against PyTorch, alternating in one run.

Same network, jets (bundled samples), initial weights, batches, loss (symmetric pairing loss and cross-entropy of the
class) and optimiser (AdamW, PyTorch's fused one, gradient clipped) on both sides; each side runs with 1 and with 2
threads. PyTorch works on padded events, as SPANet does, ours on the jets that are there. Medians over all passes but
the first; the best of each side counts. Prints a table in Markdown and one line of JSON.

    cargo build --example spanet
    python3 -m venv bench-venv && bench-venv/bin/pip install torch numpy
    bench-venv/bin/python bench/spanet.py [--rounds 3] [--threads 1 2] [--published] [--flex] [--binary target/debug/examples/spanet]

--flex also runs our network on Burn's own processor backend (Device::Flex), two batches; --published measures the sizes
of the public options as well (a few minutes).
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
import torch
from torch.nn import functional as F

# size: (hidden, heads, encoder layers, branch layers, feed-forward, events per pass, batch)
SIZES = {"workshop": (32, 4, 2, 1, 64, 8192, 256), "published": (256, 4, 8, 4, 64, 1024, 512)}
PASSES = 2
RATE, DECAY, CLIP = 5e-4, 3.82e-4, 0.445
NEVER = -1e9


class Spanet(torch.nn.Module):
    """Our network; weights in our order."""

    def __init__(self, size, values):
        super().__init__()
        self.d, self.heads, encoder, branch, self.forward_nodes = SIZES[size][:5]
        self.rest = torch.from_numpy(values)
        self.kernels = []
        d = self.d
        self.embed = torch.nn.ModuleList([self.linear(5, d), self.linear(d, d)])
        self.row = self.learnt(d)
        self.encoder = self.stack(encoder)
        self.head = torch.nn.ModuleList([self.linear(d, d), self.linear(d, 1)])
        self.branches = torch.nn.ModuleList()
        for _ in range(2):
            part = torch.nn.Module()
            part.row, part.stack, part.detect = self.learnt(d), self.stack(branch), self.linear(d, 1)
            part.daughters = torch.nn.ModuleList(
                torch.nn.ModuleList([self.linear(d, d), self.linear(d, d)]) for _ in range(2))
            self.branches.append(part)
        assert len(self.rest) == 0

    def take(self, *shape):
        size = int(np.prod(shape))
        head, self.rest = self.rest[:size], self.rest[size:]
        return head.reshape(shape).clone()

    def linear(self, inputs, outputs):
        layer = torch.nn.Linear(inputs, outputs)
        layer.weight.data, layer.bias.data = self.take(inputs, outputs).T.contiguous(), self.take(outputs)
        self.kernels.append(layer.weight)
        return layer

    def norm(self):
        layer = torch.nn.LayerNorm(self.d)
        layer.weight.data, layer.bias.data = self.take(self.d), self.take(self.d)
        return layer

    def learnt(self, width):
        return torch.nn.Parameter(self.take(width))

    def stack(self, layers):
        blocks = torch.nn.ModuleList()
        for _ in range(layers):
            block = torch.nn.Module()
            block.norm_1, block.qkv, block.out = self.norm(), self.linear(self.d, 3 * self.d), self.linear(self.d, self.d)
            block.norm_2, block.up = self.norm(), self.linear(self.d, self.forward_nodes)
            block.down = self.linear(self.forward_nodes, self.d)
            blocks.append(block)
        part = torch.nn.Module()
        part.blocks, part.norm = blocks, self.norm()
        return part

    def run(self, part, x, mask):
        n, rows, d = x.shape
        for block in part.blocks:
            q, k, v = block.qkv(block.norm_1(x)).reshape(n, rows, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            x = x + block.out(mixed.transpose(1, 2).reshape(n, rows, d))
            x = x + block.down(F.gelu(block.up(block.norm_2(x)), approximate="tanh"))
        return part.norm(x)

    def with_row(self, row, x):
        return torch.cat([row.expand(len(x), 1, -1), x], 1)

    def forward(self, x, mask):
        """Class margins, and log-probabilities of pairs in both branches; x: [events, jets, 5]."""
        gelu = lambda z: F.gelu(z, approximate="tanh")  # noqa: E731
        rows = F.pad(mask, (1, 0), value=True)[:, None, None, :]
        h = self.embed[1](gelu(self.embed[0](x)))
        h = self.run(self.encoder, self.with_row(self.row, h), rows)
        margin = self.head[1](gelu(self.head[0](h[:, 0])))[:, 0]
        pairs = []
        allowed = mask[:, :, None] & mask[:, None, :] & ~torch.eye(mask.shape[1], dtype=torch.bool)
        for branch in self.branches:
            g = self.run(branch.stack, self.with_row(branch.row, h[:, 1:]), rows)[:, 1:]
            u, v = (layers[1](gelu(layers[0](g))) for layers in branch.daughters)
            logits = u @ v.transpose(1, 2) / self.d**0.5
            logits = (0.5 * (logits + logits.transpose(1, 2))).masked_fill(~allowed, NEVER)
            pairs.append(logits.flatten(1).log_softmax(1) + np.log(2))
        return margin, pairs


def loss_of(margin, pairs, y, targets, known):
    """targets: [events, 2] places among jets × jets; known: [events, 2]."""
    def ordered(order):
        return sum(-log_p.gather(1, targets[:, t : t + 1])[:, 0] * known[:, t] for log_p, t in zip(pairs, order))

    assignment = torch.minimum(ordered((0, 1)), ordered((1, 0)))
    share = max(float(known.sum()) / 2, 1.0)
    return F.binary_cross_entropy_with_logits(margin, y) + assignment.sum() / share


def read(folder):
    starts = np.fromfile(folder / "starts.u32", np.uint32).astype(int)
    jets = np.fromfile(folder / "x.f32", np.float32).reshape(-1, 5)
    n, slots = len(starts) - 1, 10
    x, mask = np.zeros((n, slots, 5), np.float32), np.zeros((n, slots), bool)
    for k in range(n):
        here = jets[starts[k] : starts[k + 1]]
        x[k, : len(here)], mask[k, : len(here)] = here, True
    targets = np.fromfile(folder / "targets.i8", np.int8).reshape(n, 2, 2).astype(int)
    known = (targets >= 0).all(2)
    places = np.where(known, targets[:, :, 0] * slots + targets[:, :, 1], 0)
    y = np.fromfile(folder / "y.u8", np.uint8).astype(np.float32)
    return tuple(torch.from_numpy(values) for values in (x, mask, y, places, known.astype(np.float32)))


def theirs(size, folder, data, order, batch, threads):
    torch.set_num_threads(threads)
    net = Spanet(size, np.fromfile(folder / "weights.f32", np.float32))
    kernels = {id(kernel) for kernel in net.kernels}
    groups = [{"params": net.kernels, "weight_decay": DECAY},
              {"params": [p for p in net.parameters() if id(p) not in kernels], "weight_decay": 0.0}]
    adam = torch.optim.AdamW(groups, lr=RATE, eps=1e-7, fused=True)
    x, mask, y, places, known = data
    done = []
    for _ in range(PASSES):
        begin, total = time.perf_counter(), 0.0
        for rows in order.split(batch):
            adam.zero_grad()
            loss = loss_of(*net(x[rows], mask[rows]), y[rows], places[rows], known[rows])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            adam.step()
            total += float(loss) * len(rows)
        done.append((time.perf_counter() - begin, total / len(order)))
    return done


def ours(binary, folder, batch, threads, device, size, passes=PASSES):
    words = [binary, "train", folder, batch, passes, threads, RATE, device, size]
    output = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout
    return json.loads(output)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--published", action="store_true")
    parser.add_argument("--flex", action="store_true")
    parser.add_argument("--binary", default="target/debug/examples/spanet")
    options = parser.parse_args()
    results = []
    for size in ["workshop"] + ["published"] * options.published:
        events, batch = SIZES[size][5:]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            subprocess.run([options.binary, "data", folder, str(events), size], check=True)
            order = np.random.default_rng(1).permutation(events).astype(np.uint32)
            order.tofile(folder / "order.u32")
            data, rows = read(folder), torch.from_numpy(order.astype(np.int64))
            sides = [(side, n) for n in options.threads for side in ("cwola", "torch")]
            runs = {side: [] for side in sides}
            for _ in range(options.rounds):
                for side, n in sides:
                    if side == "cwola":
                        runs[side, n].append(ours(options.binary, folder, batch, n, "cpu", size))
                    else:
                        runs[side, n].append(theirs(size, folder, data, rows, batch, n))
            row = {"size": size, "batch": batch, "jets": float(data[1].sum(1).float().mean())}
            for (side, n), done in runs.items():
                row[f"{side} {n}"] = events / statistics.median(seconds for run in done for seconds, _ in run[1:])
                row[f"{side} loss"] = statistics.median(run[-1][1] for run in done)
            best = {side: max(row[f"{side} {n}"] for n in options.threads) for side in ("cwola", "torch")}
            row["ratio"] = best["cwola"] / best["torch"]
            if options.flex:
                order[: 2 * batch].tofile(folder / "order.u32")
                row["flex"] = 2 * batch / ours(options.binary, folder, batch, 1, "flex", size, 1)[0][0]
            results.append(row)
    heads = ["network", "batch"] + [f"{side}, {n} thread(s)" for n in options.threads for side in ("cwola", "PyTorch")]
    print("| " + " | ".join(heads + ["best / best", "loss cwola", "loss PyTorch"]) + " |\n|" + "---|" * (len(heads) + 3))
    for row in results:
        cells = [f"{row['size']}, {row['jets']:.1f} jets", str(row["batch"])]
        cells += [f"{row[f'{side} {n}']:,.0f}" for n in options.threads for side in ("cwola", "torch")]
        cells += [f"{row['ratio']:.2f}", f"{row['cwola loss']:.5f}", f"{row['torch loss']:.5f}"]
        print("| " + " | ".join(cells) + " |")
    print(json.dumps({"torch": torch.__version__, "events_per_second": results}))


if __name__ == "__main__":
    main()
