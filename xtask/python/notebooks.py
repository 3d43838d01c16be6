"""Tool of the launcher for notebooks; call it through `cargo lab sync` and `cargo lab run`."""

import argparse
import pathlib
import sys

import execute
import parent
import sync


def main():
    parent.watch()
    parent.end_in_order()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["sync", "run"])
    parser.add_argument("names", nargs="*", help="beginnings of notebook names, such as 00 or 02")
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--display", required=True)
    parser.add_argument("--output", type=pathlib.Path)
    parser.add_argument("--summary", type=pathlib.Path)
    for flag in ["--check", "--force", "--missing", "--in-place"]:
        parser.add_argument(flag, action="store_true")
    arguments = parser.parse_intermixed_args()
    folder = arguments.root / "notebooks"
    texts = sync.chosen(folder, arguments.names)
    if arguments.task == "sync":
        return sync.all_texts(folder, texts, arguments)
    return execute.all_texts(folder, texts, arguments)


if __name__ == "__main__":
    sys.exit(main())
