"""JupyterLab as `cargo lab` starts it: it does not outlive the launcher, and ends as soon as its kernels have."""

import os
import sys

import parent

if __name__ == "__main__":
    parent.watch()
    # The folder of this file holds no modules for Jupyter.
    sys.path.pop(0)
    from jupyterlab.labapp import main

    status = 0
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    # Kernels are stopped and files removed. Python would now wait more than a second for threads that have nothing to do.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
