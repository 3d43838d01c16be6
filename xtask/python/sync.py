"""Text to notebook: `notebooks/source/NN-name.rs` (jupytext percent format) to `NN-name.ipynb`.

The text is the truth. A notebook gets the same bytes from the same text: cell ids are hashes of
the cell, and the only metadata are the kernel and the tags. Outputs of unchanged cells are kept.
"""

import hashlib
import sys

import jupytext
import nbformat

LANGUAGE = {
    "file_extension": ".rs",
    "mimetype": "text/rust",
    "name": "Rust",
    "pygments_lexer": "rust",
}


def chosen(folder, names):
    """Texts whose name begins with one of `names` (all when there are none), in order."""
    texts = sorted((folder / "source").glob("*.rs"))
    for name in names:
        if not any(text.stem.startswith(name) for text in texts):
            sys.exit(f"error: no notebook begins with `{name}` in {folder / 'source'}.")
    return [text for text in texts if not names or any(text.stem.startswith(name) for name in names)]


def read_text(text, kernel, display):
    """The notebook of a text, without outputs."""
    notebook = jupytext.reads(text.read_text(encoding="utf-8"), fmt={"extension": ".rs", "format_name": "percent"})
    seen = {}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.NotebookNode({"tags": tags} if tags else {})
        if "solution" in tags:
            cell.metadata["jupyter"] = {"source_hidden": True}
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
        seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    notebook.metadata = nbformat.NotebookNode(
        {
            "kernelspec": {"display_name": display, "language": "rust", "name": kernel},
            "language_info": LANGUAGE,
            "cwola": {"source": digest_of(notebook)},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def digest_of(notebook):
    """Hash of all cells without outputs: tells whether somebody edited the notebook itself."""
    cells = "\x00".join(f"{cell.cell_type}\n{cell.source.strip()}" for cell in notebook.cells if cell.source.strip())
    return hashlib.sha256(cells.encode()).hexdigest()[:16]


def keep_outputs(notebook, old):
    """Copies outputs from the cells of `old` that have the same id."""
    outputs = {cell.get("id"): cell for cell in old.cells if cell.cell_type == "code"}
    # Ids change when the notebook was saved by another tool; the source tells as well.
    by_source = {cell.source: cell for cell in old.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        before = outputs.get(cell["id"]) or by_source.get(cell.source) if cell.cell_type == "code" else None
        if before is not None and before.source == cell.source:
            cell.outputs = before.outputs
            cell.execution_count = before.execution_count


def to_string(notebook):
    """The bytes of a notebook file."""
    return nbformat.writes(notebook, version=4) + "\n"


def write(path, content):
    """Writes through a temporary name."""
    temporary = path.with_suffix(".tmp")
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)


def all_texts(folder, texts, arguments):
    """Writes or compares every notebook; 1 when something differs or was edited by hand."""
    bad = 0
    names = {text.stem for text in texts}
    for text in texts:
        path = folder / f"{text.stem}.ipynb"
        if arguments.missing and path.exists():
            continue
        notebook = read_text(text, arguments.kernel, arguments.display)
        old = nbformat.read(path, as_version=4) if path.exists() else None
        if old is not None:
            keep_outputs(notebook, old)
        same = old is not None and path.read_text(encoding="utf-8") == to_string(notebook)
        if arguments.check:
            if not same:
                bad += 1
                print(f"DIFFERS  {path.name} is not what source/{text.name} says: run `cargo lab sync`.")
            continue
        if same:
            continue
        if old is not None and edited(old) and not arguments.force:
            bad += 1
            print(
                f"EDITED   {path.name} was changed in Jupyter and not in its text: move the changes into "
                f"source/{text.name}, or throw them away with `cargo lab sync --force`."
            )
            continue
        write(path, to_string(notebook))
        print(f"written  notebooks/{path.name}")
    if arguments.check and not arguments.names:
        for path in sorted(folder.glob("*.ipynb")):
            if path.stem not in names:
                bad += 1
                print(f"DIFFERS  {path.name} has no text source/{path.stem}.rs.")
    if arguments.check and not bad:
        print(f"{len(texts)} notebooks agree with their texts")
    return 1 if bad else 0


def edited(old):
    """Whether the cells differ from those that were written from the text."""
    written = old.metadata.get("cwola", {}).get("source")
    return written is None or written != digest_of(old)
