"""Ends this process when the launcher that started it is gone.

The launcher stops what it started before it ends. When it is killed it cannot; then its Python programs see that they
have another parent, and end as they do at SIGTERM: JupyterLab and `cargo lab run` stop their kernels first.
"""

import os
import signal
import sys
import threading
import time

LAUNCHER = "CWOLA_LAUNCHER"  # process number, set by the launcher
OFTEN = 0.5  # seconds between two looks
PATIENCE = 8.0  # seconds; Jupyter needs up to 5 to end a kernel that does not answer


def watch():
    """Starts watching; nothing to watch when the program was started by hand."""
    # Kernels and terminals are not the launcher's own: they must not watch as well.
    launcher = os.environ.pop(LAUNCHER, None)
    if launcher is not None and hasattr(os, "killpg"):
        threading.Thread(target=follow, args=[int(launcher)], daemon=True).start()


def follow(launcher):
    while os.getppid() == launcher:
        time.sleep(OFTEN)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    # The launcher gave this process a group of its own.
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def end_in_order():
    """At SIGTERM, leaves by an exception, so that `with` and `finally` stop kernels; further signals do not disturb that."""

    def leave(number, frame):
        signal.signal(number, signal.SIG_IGN)
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
