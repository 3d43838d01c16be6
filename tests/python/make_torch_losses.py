"""Trains small networks in PyTorch for 50 steps and writes their losses: make_torch_losses.py [tests/files/torch_losses.json]

Weights, data and order of events follow from `random`, which `src/train/torch.rs` has too, so that only the losses are
kept: of a dense network with one event and with 32 events per step (softmax cross-entropy), and of the two kinds of
convolutional networks with 16 (binary cross-entropy of the product of two sigmoids; softmax cross-entropy of two
outputs). Adam of PyTorch with the ε of Keras. Needs torch and numpy; the tests themselves do not.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional as F

STEPS = 50
DENSE = [13, 24, 12, 16, 2]
SIDE, FILTERS, KERNELS, HIDDEN, EVENTS = 25, [8, 8, 16, 16], [5, 5, 3, 3], [32], 160


def random(stream, n):
    """Numbers in [0, 1): a hash of stream and position, 24 bits each."""
    mask = np.uint64(0xFFFFFFFF)
    x = (np.arange(n, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(stream * 1000003 + 12345)) & mask
    for _ in range(2):
        x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x45D9F3B)) & mask
    x ^= x >> np.uint64(16)
    return (x >> np.uint64(8)).astype(np.float32) / np.float32(16777216)


def start(shapes):
    """Glorot-uniform kernels, small biases; shapes as in Keras, inputs and outputs last."""
    parameters = []
    for l, shape in enumerate(shapes):
        nodes = int(np.prod(shape[:-2])) * (shape[-2] + shape[-1])
        limit = np.float32(np.sqrt(6 / nodes))
        kernel = (2 * random(10 + l, int(np.prod(shape))) - 1) * limit
        bias = (random(30 + l, shape[-1]) - np.float32(0.5)) * np.float32(0.125)
        parameters += [torch.tensor(kernel.reshape(shape)), torch.tensor(bias)]
    return [parameter.requires_grad_() for parameter in parameters]


def train(parameters, loss_of, events, batch, rate):
    """Losses of 50 steps; batches go through the events in order, again and again."""
    adam = torch.optim.Adam(parameters, lr=rate, eps=1e-7)
    losses = []
    for step in range(STEPS):
        rows = torch.tensor([(step * batch + k) % events for k in range(batch)])
        adam.zero_grad()
        loss = loss_of(rows)
        loss.backward()
        adam.step()
        losses.append(float(loss.detach()))
    return losses


def layers(h, parameters):
    """Dense layers with ReLU between them."""
    for l in range(0, len(parameters), 2):
        h = h @ parameters[l] + parameters[l + 1]
        h = F.relu(h) if l + 2 < len(parameters) else h
    return h


def dense(batch, rate):
    events = max(STEPS, 4 * batch)
    x = torch.tensor(4 * random(1, events * DENSE[0]).reshape(events, -1) - 2)
    y = (x[:, 0] * x[:, 1] > 0).long()
    parameters = start(list(zip(DENSE, DENSE[1:])))
    return train(parameters, lambda rows: F.cross_entropy(layers(x[rows], parameters), y[rows]), events, batch, rate)


def pictures():
    """Images with 3 or 5 % filled pixels above and below the middle, the other way round for label 1."""
    fill, value = (random(stream, EVENTS * 2 * SIDE * SIDE).reshape(EVENTS, 2, SIDE, SIDE) for stream in (1, 2))
    y = np.arange(EVENTS) % 2
    upper = np.arange(SIDE)[None, :] < 12
    chance = np.where(upper == (y[:, None] == 1), np.float32(0.046875), np.float32(0.03125))
    return torch.tensor(np.where(fill < chance[:, None, :, None], 2 * value, np.float32(0))), torch.tensor(y)


def convolutions(x, parameters):
    for l, parameter in enumerate(parameters[:8:2]):
        x = F.relu(F.conv2d(x, parameter.permute(3, 2, 0, 1), parameters[2 * l + 1], padding="same"))
        x = F.max_pool2d(x, 2) if l < 3 else x
    return layers(x.permute(0, 2, 3, 1).flatten(1), parameters[8:])


def cnn(two_image, rate, batch=16):
    x, y = pictures()
    inputs = [1 if two_image else 2, *FILTERS]
    sizes = [(SIDE // 8) ** 2 * FILTERS[-1], *HIDDEN, 1 if two_image else 2]
    kernels = [(k, k, a, b) for k, a, b in zip(KERNELS, inputs, inputs[1:])]
    parameters = start(kernels + list(zip(sizes, sizes[1:])))

    def loss_of(rows):
        if not two_image:
            return F.cross_entropy(convolutions(x[rows], parameters), y[rows])
        z = convolutions(x[rows].reshape(-1, 1, SIDE, SIDE), parameters).reshape(-1, 2)
        log_p = F.logsigmoid(z).sum(1)
        return -torch.where(y[rows] == 1, log_p, torch.log(-torch.expm1(log_p))).mean()

    return train(parameters, loss_of, EVENTS, batch, rate)


def main():
    default = pathlib.Path(__file__).parent.parent / "files/torch_losses.json"
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    torch.manual_seed(0)
    losses = {
        "dense_1": dense(1, 1e-3),
        "dense_32": dense(32, 1e-3),
        "two_image": cnn(True, 1e-3),
        "two_channel": cnn(False, 1e-3),
    }
    path.write_text(json.dumps({name: [float(f"{x:.8g}") for x in row] for name, row in losses.items()}) + "\n")
    print({name: (row[0], row[-1]) for name, row in losses.items()}, torch.__version__)


if __name__ == "__main__":
    main()
