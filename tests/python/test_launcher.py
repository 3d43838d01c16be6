"""Guards that nothing outlives the launcher: Ctrl-C in a terminal, SIGTERM, a closed window, and a launcher that is killed.

    python tests/python/test_launcher.py [part of a test's name]   (needs jupyter_client and Linux; the project must be set up)

CWOLA_PROJECT is the folder to try it in (default: this one), CWOLA_BUSY a cell that never ends (default: Rust).
"""
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(os.environ.get("CWOLA_PROJECT", pathlib.Path(__file__).resolve().parents[2])).resolve()
BUSY = os.environ.get("CWOLA_BUSY", "loop { std::thread::sleep(std::time::Duration::from_millis(1)); }")
PROMPT = "back> "
START = 180.0
ASKED = 5.0  # seconds from a signal to the prompt: 2 for Jupyter to end by itself, the rest for a slow machine
KILLED = 12.0  # seconds until the programs of a killed launcher have seen that it is gone, and have ended


def wait_for(what, limit, look):
    """The first true value of `look`."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = look()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what() if callable(what) else what}: not within {limit} s")


def environments():
    """Environment of every process that we may see."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            entries = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        yield int(folder.name), dict(entry.decode(errors="replace").split("=", 1) for entry in entries if b"=" in entry)


def started_by(python):
    """Processes of the kernels of a Jupyter process."""
    return [process for process, values in environments() if values.get("JPY_PARENT_PID") == str(python)]


def alive(process):
    try:
        state = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def parent(process):
    return int(pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])


def folders():
    """What kernels and launchers have while they run."""
    found = [*(ROOT / ".cwola/tmp").glob("*"), *(ROOT / ".cwola/jupyter/runtime").glob("*")]
    # The folder of a launcher that was killed stays, empty; the next start removes it.
    return {path for path in found if path.is_file() or any(path.iterdir())}


class Terminal:
    """A shell in a terminal of its own, as a window has it."""

    def __init__(self):
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.chdir(ROOT)
            os.environ.update(PS1=PROMPT, TERM="dumb")
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        self.text, self.open = "", True
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait(re.escape(PROMPT) + "$", 10)

    def read(self):
        try:
            while self.open:
                if select.select([self.file], [], [], 0.1)[0]:
                    self.text += os.read(self.file, 65536).decode(errors="replace")
        except OSError:
            pass

    def type(self, text):
        """Types, and forgets what was on the screen."""
        self.text = ""
        os.write(self.file, text.encode())

    def wait(self, pattern, limit):
        return wait_for(lambda: f"`{pattern}` on the screen:\n{self.text[-2000:]}\n", limit, lambda: re.search(pattern, self.text))

    def wait_for_prompt(self, limit):
        # Bash says `Killed` or `Terminated` before it.
        self.wait(r"(^|\n)" + re.escape(PROMPT) + "$", limit)

    def status(self):
        """Exit status of the last command."""
        self.type("echo status=$?\n")
        return int(self.wait(r"status=(\d+)\r", 5).group(1))

    def close(self):
        """Closes the window."""
        self.open = False
        self.reader.join()
        os.close(self.file)
        try:
            os.kill(self.process, signal.SIGHUP)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)


class Lab:
    """`cargo lab` with one kernel, in a terminal."""

    def __init__(self, busy):
        self.before = folders()
        self.terminal = Terminal()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.terminal.type(f"cargo lab --no-browser --port {port}\n")
        token = self.terminal.wait(r"lab(?:/tree/\S*)?\?token=(\w+)", START).group(1)
        self.url = f"http://127.0.0.1:{port}/api"
        self.token = token
        self.jupyter = wait_for("the server's file", 10, self.server)["pid"]
        self.launcher = parent(self.jupyter)
        wait_for("an answer of the server", START, self.answers)
        self.call("kernels", {"name": "cwola-rust"})
        wait_for("a kernel", 30, lambda: started_by(self.jupyter))
        wait_for("a folder of the kernel", 60, lambda: [path for path in self.new() if path.name.startswith("kernel-")])
        self.use_kernel(busy)
        self.processes = {self.launcher, self.jupyter, *started_by(self.jupyter)}

    def new(self):
        return folders() - self.before

    def runtime(self):
        return next(path for path in self.new() if path.parent.name == "runtime")

    def server(self):
        files = [path for folder in self.new() if folder.is_dir() for path in folder.glob("jpserver-*.json")]
        return json.loads(files[0].read_text()) if files else None

    def answers(self):
        try:
            return self.call("status")
        except urllib.error.URLError:
            return None

    def call(self, what, body=None):
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/{what}", body and json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def use_kernel(self, busy):
        """Waits for the kernel; starts a cell that never ends, if it is to be busy."""
        import jupyter_client

        client = jupyter_client.BlockingKernelClient()
        client.load_connection_file(str(next(self.runtime().glob("kernel-*.json"))))
        client.start_channels()
        client.kernel_info(reply=True, timeout=START)
        if busy:
            client.execute(BUSY)
            time.sleep(3.0)
        client.stop_channels()

    def gone(self, limit):
        """All processes and folders are gone."""
        look = lambda: not any(alive(process) for process in self.processes) and not started_by(self.jupyter) and not self.new()
        try:
            wait_for("an end", limit, look)
        except AssertionError:
            left = [process for process in self.processes if alive(process)], started_by(self.jupyter), self.new()
            raise AssertionError(f"left after {limit} s: {left}") from None


def stopped_in_order(busy, stop, status):
    lab = Lab(busy)
    start = time.monotonic()
    stop(lab)
    lab.terminal.wait_for_prompt(ASKED)
    print(f"  prompt after {time.monotonic() - start:.1f} s")
    # With the prompt everything is gone already; the file system may lag a moment behind.
    lab.gone(0.5)
    found = lab.terminal.status()
    assert found == status, f"exit status {found}, not {status}"
    lab.terminal.close()


def test_ctrl_c():
    stopped_in_order(False, lambda lab: lab.terminal.type("\x03"), 130)


def test_ctrl_c_while_a_cell_runs():
    stopped_in_order(True, lambda lab: lab.terminal.type("\x03"), 130)


def test_ctrl_c_twice():
    def twice(lab):
        lab.terminal.type("\x03")
        time.sleep(0.2)
        lab.terminal.type("\x03")

    stopped_in_order(True, twice, 130)


def test_sigterm():
    def end(lab):
        lab.terminal.text = ""
        os.kill(lab.launcher, signal.SIGTERM)

    stopped_in_order(False, end, 143)


def test_the_window_is_closed():
    lab = Lab(False)
    lab.terminal.close()
    lab.gone(ASKED)


def test_the_launcher_is_killed():
    lab = Lab(True)
    lab.terminal.text = ""
    os.kill(lab.launcher, signal.SIGKILL)
    lab.terminal.wait_for_prompt(2.0)
    start = time.monotonic()
    lab.gone(KILLED)
    print(f"  all gone after {time.monotonic() - start:.1f} s")
    lab.terminal.close()


def test_jupyter_is_killed():
    lab = Lab(True)
    lab.terminal.text = ""
    os.kill(lab.jupyter, signal.SIGKILL)
    lab.terminal.wait_for_prompt(ASKED)
    lab.gone(0.5)
    assert lab.terminal.status() == 1
    lab.terminal.close()


class Run:
    """`cargo lab run` in a terminal, as soon as it has a kernel."""

    def __init__(self):
        self.before = folders()
        known = {process for process, _ in environments()}
        self.terminal = Terminal()
        self.terminal.type("cargo lab run 00 --profile quick\n")

        def kernel():
            for process, values in environments():
                if process not in known and values.get("CWOLA_HOME") == str(ROOT) and "JPY_PARENT_PID" in values:
                    return int(values["JPY_PARENT_PID"])

        self.jupyter = wait_for("a kernel", START, kernel)
        wait_for("a folder of the kernel", 60, lambda: [path for path in self.new() if path.name.startswith("kernel-")])
        self.launcher = parent(self.jupyter)
        self.processes = {self.launcher, self.jupyter, *started_by(self.jupyter)}

    new = Lab.new
    gone = Lab.gone


def test_run_and_ctrl_c():
    run = Run()
    run.terminal.type("\x03")
    run.terminal.wait_for_prompt(ASKED)
    run.gone(0.5)
    assert run.terminal.status() == 130
    run.terminal.close()


def test_run_is_killed():
    run = Run()
    os.kill(run.launcher, signal.SIGKILL)
    start = time.monotonic()
    run.gone(KILLED)
    print(f"  all gone after {time.monotonic() - start:.1f} s")
    run.terminal.close()


if __name__ == "__main__":
    if not pathlib.Path("/proc/self/environ").exists() or subprocess.run(["which", "bash"], capture_output=True).returncode:
        sys.exit(print("skipped: processes are looked up in /proc, and the terminal needs bash"))
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for name, test in [(name, test) for name, test in globals().items() if name.startswith("test_") and wanted in name]:
        began = time.monotonic()
        test()
        print(f"ok {name} ({time.monotonic() - began:.0f} s)", flush=True)
