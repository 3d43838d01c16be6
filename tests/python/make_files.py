"""Writes small HDF5 files as h5py users make them: make_files.py FOLDER

Six events with five slots each; every number follows from the formulas of `content`, so
that a reader can check them (tests/files.rs does). The files in tests/files come from here.
"""
import os
import sys

import h5py
import numpy as np

EVENTS, SLOTS = 6, 5


def content(padding=0.0):
    """The datasets of the four-b layout, by path."""
    i, j = np.mgrid[:EVENTS, :SLOTS]
    mask = (j < 2 + i % 4) & (i != 3)
    padded = lambda x: np.where(mask, x, padding).astype(np.float32)
    four = mask.sum(axis=1) >= 4
    target = lambda k: np.where(four, k, -1).astype(np.int8)
    row = np.arange(EVENTS)
    return {
        "INPUTS/Source/pt": padded(100 - 10 * j + i),
        "INPUTS/Source/eta": padded((i - j) / 8),
        "INPUTS/Source/phi": padded((j - 2) / 4),
        "INPUTS/Source/mass": padded(5 + j / 2),
        "INPUTS/Source/MASK": mask,
        "INPUTS/Source/btag": mask & ((i + j) % 2 == 0),
        "INPUTS/Source/flavour": np.where(mask, np.array([5, 4, 0])[(i + j) % 3], 0).astype(np.int8),
        "TARGETS/h1/b1": target(0),
        "TARGETS/h1/b2": target(3),
        "TARGETS/h2/b1": target(2),
        "TARGETS/h2/b2": target(1),
        "EVENT/m4b": (300 + 12.5 * row).astype(np.float32),
        "EVENT/weight": (1 + row / 4).astype(np.float32),
        "EVENT/signal": (row % 2).astype(np.uint8),
    }


# Each filtered dataset costs 2 kB of index in a file of h5py: these are enough for a test.
FILTERED = ("pt", "MASK", "eta_j1", "Mjj")


def write(path, data, meta='{"seed": 7}', libver=None, compact=False, **options):
    with h5py.File(path, "w", libver=libver) as file:
        file.attrs["meta"] = meta
        for name, values in data.items():
            if compact:
                write_compact(file, name, values)
            else:
                chunks = dict(options) if name.rsplit("/", 1)[1] in FILTERED else {}
                if "chunks" in chunks:
                    chunks["chunks"] = (2,) + values.shape[1:]
                if "maxshape" in chunks:
                    chunks["maxshape"] = (None,) + values.shape[1:]
                file.create_dataset(name, data=values, **chunks)


def write_compact(file, name, values):
    """A dataset whose values lie in its header, which h5py's high-level calls do not offer."""
    group, leaf = name.rsplit("/", 1)
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    kind, space = h5py.h5t.py_create(values.dtype, logical=True), h5py.h5s.create_simple(values.shape)
    dataset = h5py.h5d.create(file.require_group(group).id, leaf.encode(), kind, space, plist)
    h5py.Dataset(dataset)[...] = values


def retyped(data, types):
    """The same numbers in other types, by name of the dataset or by kind of its type."""
    pick = lambda name, v: types.get(name.rsplit("/", 1)[1], types.get(v.dtype.kind, v.dtype))
    return {name: v.astype(pick(name, v)) for name, v in data.items()}


def as_spanet(data):
    """The data as SPANet's users write it: classes apart, b-tags as floats, 64-bit targets."""
    data = retyped(data, {"btag": np.float32, "i": np.int64})
    data.pop("INPUTS/Source/flavour")
    data["CLASSIFICATIONS/EVENT/signal"] = data.pop("EVENT/signal").astype(np.int64)
    return data


def flat():
    """One value per event only; the angle to a jet is NaN where there is no jet."""
    row = np.arange(EVENTS)
    return {
        "EVENT/m_llg": (182 + 6 * row).astype(np.float32),
        "EVENT/n_jets": (row % 3).astype(np.uint8),
        "EVENT/eta_j1": np.where(row % 3 > 0, row / 4, np.nan).astype(np.float32),
    }


def two_jets():
    """Two jets per event with 0 to 5 constituents each, flat; the second event has an empty sub-leading jet."""
    i = np.arange(EVENTS)
    data = {"EVENT/Mjj": (5000 + 100 * i).astype(np.float32), "EVENT/signal": (i % 2).astype(np.uint8)}
    for k, name in enumerate(("J1", "J2")):
        number = (i + 3 - 4 * k) % 6
        event = np.repeat(i, number)
        within = np.arange(len(event)) - np.repeat(np.cumsum(number) - number, number)
        data |= {
            f"{name}/offsets": np.concatenate([[0], np.cumsum(number)]).astype(np.uint32),
            f"{name}/pt": (200 - 16 * within + event + k).astype(np.float32),
            f"{name}/eta": ((within - event) / 16 + k).astype(np.float32),
            f"{name}/phi": ((within - 2) / 8 - k).astype(np.float32),
            f"{name}/jet": np.stack([900 - k + i, i / 8, -i / 16, 50 + i / 2], axis=1).astype(np.float32),
        }
    return data


def padded(data, slots=5, padding=0.0):
    """The same constituents with a mask, as the Note's author writes them: without the momenta of jets."""
    out = {name: values for name, values in data.items() if name.startswith("EVENT")}
    for name in ("J1", "J2"):
        number = np.diff(data[f"{name}/offsets"].astype(int))
        mask = np.arange(slots) < number[:, None]
        out[f"{name}/MASK"] = mask
        for quantity in ("pt", "eta", "phi"):
            values = np.full(mask.shape, padding, np.float32)
            values[mask] = data[f"{name}/{quantity}"]
            out[f"{name}/{quantity}"] = values
    return out


def make_two_jets(folder):
    at, data = lambda name: os.path.join(folder, name), two_jets()
    filters = dict(chunks=True, shuffle=True)
    write(at("two_gzip.h5"), data, compression="gzip", **filters)
    write(at("two_lzf.h5"), data, compression="lzf", **filters)
    big = {"f": ">f4", "offsets": ">i8", "signal": bool}
    write(at("two_big_endian.h5"), retyped(data, big))
    write(at("two_padded.h5"), padded(data), compression="gzip", **filters)
    write(at("two_padded_nan.h5"), retyped(padded(data, 7, np.nan), {"f": np.float64, "MASK": np.uint8, "signal": np.int64}))
    jets = {name: values for name, values in data.items() if name[3:] == "jet" or name.startswith("EVENT")}
    write(at("two_jets_only.h5"), jets)


def make(folder):
    os.makedirs(folder, exist_ok=True)
    at, data = lambda name: os.path.join(folder, name), content()
    write(at("contiguous.h5"), data)
    inputs = {name: values for name, values in data.items() if not name.startswith("TARGETS")}
    write(at("gzip.h5"), inputs, chunks=True, compression="gzip", compression_opts=6, shuffle=True)
    write(at("lzf.h5"), inputs, chunks=True, compression="lzf", shuffle=True)
    write(at("compact.h5"), data, compact=True)
    write(at("v114.h5"), data, libver=("v114", "v114"), chunks=True, compression="gzip", fletcher32=True, maxshape=True)
    write(at("big_endian.h5"), retyped(data, {"f": ">f4", "i": ">i2", "weight": ">f8", "signal": ">u4"}))
    wide = {"f": np.float64, "i": np.int64, "u": np.uint64, "MASK": np.uint8, "btag": np.int32}
    write(at("wide.h5"), retyped(content(np.nan), wide), meta=np.bytes_(b'{"seed": 7}'))
    write(at("spanet.h5"), as_spanet(data))
    write(at("hdf5_2.h5"), inputs, libver="latest", chunks=True, compression="gzip")  # filtered: a layout of HDF5 2.0
    write(at("flat.h5"), flat(), compression="gzip", shuffle=True)
    make_two_jets(folder)


if __name__ == "__main__":
    make(sys.argv[1])
