"""HDF5 in both directions, live: h5py writes and cwola reads, cwola writes and h5py reads.

    cargo build && python tests/python/test_hdf5.py        (needs h5py and numpy; pytest works too)

The program is target/debug/cwola, or the one that CWOLA_BIN names.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

import make_files

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CWOLA_BIN", str(ROOT / "target" / "debug" / "cwola"))


def convert(source, target, *words):
    done = subprocess.run([PROGRAM, "data", "convert", str(source), str(target), *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def load(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, d: found.update({name: d[:]}) if isinstance(d, h5py.Dataset) else None)
        return found, dict(file.attrs)


def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="cwola-hdf5-"))
    make_files.make(path)
    return path


def test_layouts_of_h5py_are_read_and_ours_are_read_by_h5py():
    here, truth = folder(), make_files.content()
    for kind in ("contiguous", "gzip", "lzf", "compact", "v114", "big_endian", "wide", "spanet"):
        convert(here / f"{kind}.h5", here / f"{kind}_back.h5")
        back, attributes = load(here / f"{kind}_back.h5")
        for name, values in truth.items():
            if kind == "spanet" and name.endswith("flavour") or kind in ("gzip", "lzf") and name.startswith("TARGETS"):
                continue
            assert np.array_equal(back[name], values), (kind, name, back[name], values)
        for name in ("MASK", "btag"):
            assert back[f"INPUTS/Source/{name}"].dtype == np.bool_, (kind, name)
        for name in ("pt", "eta", "phi", "mass"):
            assert back[f"INPUTS/Source/{name}"].dtype == np.float32, (kind, name)
        assert kind in ("gzip", "lzf") or back["TARGETS/h1/b1"].dtype == np.int8
        assert back["EVENT/event"].dtype == np.uint32 and back["EVENT/event"].tolist() == list(range(6))
        assert attributes["meta"] == '{"seed": 7}', (kind, attributes)


def test_filters_are_those_of_h5py():
    here = folder()
    convert(here / "contiguous.h5", here / "ours.h5")
    with h5py.File(here / "ours.h5") as file:
        pt = file["INPUTS/Source/pt"]
        assert pt.compression == "gzip" and pt.shuffle and pt.chunks == (6, 5), (pt.compression, pt.shuffle, pt.chunks)


def test_flat_tables_keep_nan_and_parquet_is_exact():
    here, truth = folder(), make_files.flat()
    convert(here / "flat.h5", here / "flat.parquet")
    convert(here / "flat.parquet", here / "flat_back.h5")
    back, _ = load(here / "flat_back.h5")
    for name, values in truth.items():
        assert np.array_equal(back[name], values, equal_nan=values.dtype.kind == "f"), name
    assert back["EVENT/m_llg"].dtype == np.float32 and back["EVENT/n_jets"].dtype == np.int32
    convert(here / "compact.h5", here / "jets.parquet")
    convert(here / "jets.parquet", here / "jets.csv")
    convert(here / "jets.csv", here / "jets.h5")
    back, _ = load(here / "jets.h5")
    for name, values in make_files.content().items():
        assert np.array_equal(back[name], values), name


def test_spanet_can_load_what_we_write_for_it():
    """The calls by which SPANet 2 fills its arrays (jet_reconstruction_dataset.py, SequentialInput.py)."""
    here, truth = folder(), make_files.content()
    convert(here / "compact.h5", here / "for_spanet.h5", "spanet")
    with h5py.File(here / "for_spanet.h5") as file:
        mask = file["INPUTS/Source/MASK"][:]
        assert mask.dtype == np.bool_ and mask.shape == (6, 5)
        for name in ("pt", "eta", "phi", "mass", "btag"):
            buffer = np.empty(mask.shape, np.float32)
            file[f"INPUTS/Source/{name}"].read_direct(buffer)
            assert np.array_equal(buffer, truth[f"INPUTS/Source/{name}"].astype(np.float32)), name
        for higgs in ("h1", "h2"):
            for quark in ("b1", "b2"):
                buffer = np.empty(len(mask), np.int64)
                file[f"TARGETS/{higgs}/{quark}"].read_direct(buffer)
                assert np.array_equal(buffer, truth[f"TARGETS/{higgs}/{quark}"])
        classes = file["CLASSIFICATIONS/EVENT/signal"][:]
        assert classes.dtype == np.int64 and np.array_equal(classes, truth["EVENT/signal"])
    convert(here / "for_spanet.h5", here / "again.h5")
    back, _ = load(here / "again.h5")
    for name, values in truth.items():
        assert np.array_equal(back[name], values), name


def sums(data, jet):
    """pT of the sum of the constituents of each jet."""
    number = np.diff(data[f"{jet}/offsets"].astype(int))
    event = np.repeat(np.arange(len(number)), number)
    x, y = (np.bincount(event, data[f"{jet}/pt"] * f(data[f"{jet}/phi"]), len(number)) for f in (np.cos, np.sin))
    return np.hypot(x, y)


def test_two_jet_files_in_both_directions():
    here, truth = folder(), make_files.two_jets()
    for kind in ("two_gzip", "two_lzf", "two_big_endian", "two_padded", "two_padded_nan"):
        convert(here / f"{kind}.h5", here / f"{kind}_back.h5")
        back, attributes = load(here / f"{kind}_back.h5")
        for name, values in truth.items():
            if name.endswith("/jet") and "padded" in kind:
                assert np.allclose(back[name][:, 0], sums(truth, name[:2]), rtol=1e-6), (kind, name)
            else:
                assert np.array_equal(back[name], values), (kind, name, back[name], values)
        assert back["J1/offsets"].dtype == np.uint32 and back["J1/pt"].dtype == np.float32
        assert "EVENT/pt_j1" not in back and attributes["meta"] == '{"seed": 7}', (kind, list(back))
        convert(here / f"{kind}.h5", here / f"{kind}_padded.h5", "padded")
        slots = load(here / f"{kind}_padded.h5")[0]
        expected = make_files.padded(truth, 300)
        for name, values in expected.items():
            assert np.array_equal(slots[name], values), (kind, name)
        assert slots["J1/MASK"].dtype == np.bool_
    convert(here / "two_jets_only.h5", here / "two_jets_only.parquet")
    convert(here / "two_jets_only.parquet", here / "jets.csv")
    lines = (here / "jets.csv").read_text().splitlines()
    assert lines[0] == "m_jj,pt_j1,eta_j1,phi_j1,m_j1,pt_j2,eta_j2,phi_j2,m_j2,signal,event", lines[0]
    assert lines[2].split(",")[:2] == ["5100.0", "901.0"], lines[2]


if __name__ == "__main__":
    tests = [test for name, test in list(globals().items()) if name.startswith("test_")]
    for test in tests:
        test()
        print("passed:", test.__name__)
    sys.exit(0)
