"""Executes notebooks with the real kernel, and fails where a reader would see a failure.

A cell fails when it has an error output, when its reply is an error, or when anything was written to
standard error (a thread that panicked, a warning); cells with the tag `raises` may do all that.
"""

import json
import re
import threading
import time

import nbclient
import nbconvert
import nbformat

import sync

EVERY = 5.0  # seconds between progress lines
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Progress(threading.Thread):
    """Says every few seconds which cell runs."""

    def __init__(self, name, total):
        super().__init__(daemon=True)
        self.name_, self.total, self.done = name, total, threading.Event()
        self.number, self.first_line, self.start_ = 0, "starting the kernel", time.monotonic()

    def cell(self, number, source):
        lines = [line for line in source.splitlines() if line.strip() and not line.startswith("//")]
        self.first_line = (lines or [""])[0].strip()[:60]
        self.number, self.start_ = number, time.monotonic()

    def run(self):
        while not self.done.wait(EVERY):
            seconds = time.monotonic() - self.start_
            print(f"      {self.name_} cell {self.number}/{self.total}, {seconds:.0f} s: {self.first_line}", flush=True)


def problem(cell, reply):
    """What went wrong in an executed cell, or None."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "error":
            texts.append("\n".join([output.get("evalue", "")] + output.get("traceback", [])))
        elif output.output_type == "stream" and output.name == "stderr" and output.text.strip():
            texts.append(output.text.strip())
    if not texts and reply is not None and reply["content"].get("status") == "error":
        texts.append("the kernel reported an error without a text")
    return COLOUR.sub("", "\n".join(texts)) or None


def run_cells(client, notebook, progress):
    """Executes all cells up to the first failure; returns the times and the failure."""
    times, code = [], 0
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        code += 1
        progress.cell(code, cell.source)
        replies = []
        client.on_cell_executed = lambda cell, cell_index, execute_reply: replies.append(execute_reply)
        start = time.monotonic()
        try:
            client.execute_cell(cell, index)
        except nbclient.exceptions.DeadKernelError:
            return times, f"cell {code} of {total} ended the kernel:\n{cell.source}"
        times.append(time.monotonic() - start)
        cell.metadata.pop("execution", None)
        cell.execution_count = code
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = code
        error = problem(cell, replies[-1] if replies else None)
        if error and "raises" not in cell.metadata.get("tags", []):
            return times, f"cell {code} of {total}:\n{cell.source}\n--- failed with ---\n{error}"
    return times, None


def one(folder, text, arguments):
    """Executes one notebook; returns its result as a dictionary."""
    notebook = sync.read_text(text, arguments.kernel, arguments.display)
    progress = Progress(text.stem, sum(cell.cell_type == "code" for cell in notebook.cells))
    start = time.monotonic()
    progress.start()
    client = nbclient.NotebookClient(
        notebook,
        kernel_name=arguments.kernel,
        timeout=None,
        startup_timeout=600,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    log = arguments.root / ".cwola" / "logs" / "kernel.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        with log.open("w") as file, client.setup_kernel(stdout=file, stderr=file):
            started = time.monotonic() - start
            times, failure = run_cells(client, notebook, progress)
    except (RuntimeError, nbclient.exceptions.DeadKernelError) as error:
        started, times = time.monotonic() - start, []
        failure = f"the kernel did not start ({error}); see `cargo lab doctor` and {log}:\n" + log.read_text()[:1500]
    finally:
        progress.done.set()
    arguments.output.mkdir(parents=True, exist_ok=True)
    content = sync.to_string(notebook)
    sync.write(arguments.output / f"{text.stem}.ipynb", content)
    page, _ = nbconvert.HTMLExporter(template_name="lab").from_notebook_node(notebook)
    sync.write(arguments.output / f"{text.stem}.html", page)
    if arguments.in_place and failure is None:
        sync.write(folder / f"{text.stem}.ipynb", content)
    return {
        "notebook": text.stem,
        "ok": failure is None,
        "failure": failure,
        "seconds": round(time.monotonic() - start, 1),
        "kernel_start": round(started, 1),
        "cells": len(times),
        "slowest_cell": round(max(times, default=0.0), 1),
    }


def all_texts(folder, texts, arguments):
    """Executes all; 1 when one failed. The last line is a summary as JSON."""
    results = []
    for text in texts:
        print(f"  {text.stem} …", flush=True)
        result = one(folder, text, arguments)
        results.append(result)
        verdict = "ok    " if result["ok"] else "FAILED"
        print(
            f"  {verdict} {text.stem}: {result['seconds']} s ({result['kernel_start']} s kernel start, "
            f"{result['cells']} cells, slowest {result['slowest_cell']} s)",
            flush=True,
        )
        if result["failure"]:
            print("    " + result["failure"].replace("\n", "\n    "), flush=True)
    if not results:
        print("  there are no notebooks in notebooks/source")
    failed = sum(not result["ok"] for result in results)
    if arguments.summary:
        arguments.summary.parent.mkdir(parents=True, exist_ok=True)
        arguments.summary.write_text(f"{len(results) - failed} {failed}\n", encoding="utf-8")
    print(f"  executed HTML: {arguments.output}")
    print(json.dumps({"notebooks": results, "passed": len(results) - failed, "failed": failed}))
    return 1 if failed else 0
