"""Energy-flow candidates of Delphes ROOT files as one HDF5 table: delphes_to_h5.py OUT.h5 IN.root...

    pip install --only-binary :all: uproot awkward h5py numpy

The table `particles` has one row per event, (pT, eta, phi) three by three in order of decreasing pT and padded with zeros;
`Events::read_particles("OUT.h5", "particles", &JetDefinition::anti_kt(0.8))` clusters them. The candidates are those from which
Delphes' CMS card makes its jets; the energy scale of the card is not applied. `--signal 0|1` adds the truth as the last column.
"""
import argparse

import awkward as ak
import h5py
import numpy as np
import uproot

CANDIDATES = {"EFlowTrack": "PT", "EFlowPhoton": "ET", "EFlowNeutralHadron": "ET"}


def events(path):
    """Candidates of each event, (n, 3) arrays in order of pT."""
    with uproot.open(path) as file:
        tree = file["Delphes"]

        def read(name, quantity):
            # Delphes keeps the quantities of a candidate in a branch of its name; slimmed trees often have them side by side.
            inner = f"{name}.{quantity}"
            return (tree[f"{name}/{inner}"] if f"{name}/{inner}" in tree else tree[inner]).array()

        parts = [[read(name, quantity) for quantity in (pt, "Eta", "Phi")] for name, pt in CANDIDATES.items()]
    columns = [ak.concatenate([part[k] for part in parts], axis=1) for k in range(3)]
    for values in zip(*columns):
        event = np.stack([np.asarray(v, np.float32) for v in values], axis=1)
        event = event[event[:, 0] > 0]
        yield event[np.argsort(-event[:, 0], kind="stable")]


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("out")
    a.add_argument("files", nargs="+")
    a.add_argument("--signal", type=int, choices=(0, 1))
    o = a.parse_args()
    found = [event for path in o.files for event in events(path)]
    width = 3 * max(map(len, found))
    table = np.zeros((len(found), width + (o.signal is not None)), np.float32)
    for row, event in zip(table, found):
        row[: event.size] = event.ravel()
    if o.signal is not None:
        table[:, -1] = o.signal
    with h5py.File(o.out, "w") as out:
        rows = min(len(table), max(1, (1 << 20) // table.shape[1]))
        out.create_dataset("particles", data=table, chunks=(rows, table.shape[1]), compression="gzip", shuffle=True)
    print(f"{len(found)} events in {o.out}")


if __name__ == "__main__":
    main()
