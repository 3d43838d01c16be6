"""A notebook without a notebook: starts the kernel that the set-up installed and runs cells in it."""

import collections
import os
import pathlib
import queue
import time

import jupyter_client

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAME = "cwola-rust"


class Result:
    """What came of one cell."""

    def __init__(self, reply, outputs, after_idle, seconds):
        self.reply, self.outputs, self.after_idle, self.seconds = reply, outputs, after_idle, seconds

    @property
    def status(self):
        return self.reply["content"]["status"]

    def text(self, name="stdout"):
        return "".join(o["content"]["text"] for o in self.outputs if o["msg_type"] == "stream" and o["content"]["name"] == name)

    def data(self, kind=("execute_result", "display_data")):
        return [o["content"]["data"] for o in self.outputs if o["msg_type"] in kind]

    def error(self):
        errors = [o["content"] for o in self.outputs if o["msg_type"] == "error"]
        return errors[0] if errors else None

    def all_text(self):
        error = self.error()
        return "\n".join(error["traceback"]) if error else ""

    def __repr__(self):
        return f"{self.status} {[(o['msg_type'], o['content']) for o in self.outputs]}"[:3000]


class Kernel:
    """One kernel; use it in a `with` statement."""

    def __init__(self, **environment):
        self.environment = environment
        self.seen = collections.defaultdict(list)

    def __enter__(self):
        self.manager = jupyter_client.KernelManager(kernel_name=NAME)
        env = dict(os.environ, CWOLA_PROFILE="quick", **self.environment)
        self.manager.start_kernel(cwd=str(ROOT / "notebooks"), env=env)
        self.connect()
        return self

    def connect(self, timeout=120):
        # A new client numbers its messages from the start again: what is left of the last one has the same numbers.
        self.seen.clear()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=timeout)

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)

    def restart(self, timeout=120):
        self.client.stop_channels()
        self.manager.restart_kernel()
        self.connect(timeout)

    def send(self, code, stop_on_error=True):
        return self.client.execute(code, stop_on_error=stop_on_error)

    def pump(self):
        """Sorts what has arrived by the request that it belongs to."""
        for channel, read in (("iopub", self.client.get_iopub_msg), ("shell", self.client.get_shell_msg)):
            try:
                message = read(timeout=0.1 if channel == "iopub" else 0.01)
            except queue.Empty:
                continue
            self.seen[message["parent_header"].get("msg_id")].append((channel, message))

    def collect(self, request, timeout=180, kind=None):
        """The reply to a request and all that was published for it, until the kernel is idle and a moment longer."""
        start = time.monotonic()
        while not self.finished(request):
            if time.monotonic() - start > timeout:
                raise TimeoutError(f"no answer within {timeout} s; so far {self.seen[request]}")
            self.pump()
        seconds = time.monotonic() - start
        # What would be too late is seen, too.
        for _ in range(3):
            self.pump()
        outputs, reply, after, idle = [], None, 0, False
        for channel, message in self.seen.pop(request):
            if channel == "shell":
                assert message["msg_type"] == kind or kind is None, f"{message['msg_type']} instead of {kind}"
                reply = message
            elif message["msg_type"] == "status":
                idle = message["content"]["execution_state"] == "idle"
            elif message["msg_type"] != "execute_input":
                after += idle
                outputs.append(message)
        return Result(reply, outputs, after, seconds)

    def finished(self, request):
        messages = self.seen[request]
        idle = any(m["msg_type"] == "status" and m["content"]["execution_state"] == "idle" for _, m in messages)
        return idle and any(channel == "shell" for channel, _ in messages)

    def run(self, code, timeout=180):
        return self.collect(self.send(code), timeout, "execute_reply")

    def good(self, code, timeout=180):
        result = self.run(code, timeout)
        assert result.status == "ok" and result.error() is None, f"{code}\n{result}\n{result.all_text()}"
        return result
