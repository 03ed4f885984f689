"""The notebook runs from its first cell to its last: as plain code, and in Jupyter where that is installed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import unittest
from importlib.util import find_spec
from pathlib import Path

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "refit.ipynb"


@contextlib.contextmanager
def inside(folder: Path):
    # contextlib.chdir is of Python 3.11.
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


class Notebook(unittest.TestCase):
    def test_runs_as_code(self) -> None:
        cells = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        self.assertEqual([cell["outputs"] for cell in cells], [[]] * len(cells), "outputs are not kept")
        said, names = io.StringIO(), {"__name__": "__main__"}
        with inside(NOTEBOOK.parent), contextlib.redirect_stdout(said):
            for cell in cells:
                exec(compile("".join(cell["source"]), f"{NOTEBOOK.name}: {cell['id']}", "exec"), names)
        self.assertIn("greatest difference:", said.getvalue())
        self.assertEqual(said.getvalue().count("without one of 8 raters"), 4)

    @unittest.skipUnless(find_spec("nbclient") and find_spec("ipykernel"), "there is no nbclient, or no ipykernel")
    def test_runs_in_jupyter(self) -> None:
        import nbformat
        from nbclient import NotebookClient

        book = nbformat.read(NOTEBOOK, as_version=4)
        nbformat.validate(book)
        NotebookClient(book, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
        said = "".join(output.get("text", "") for cell in book.cells for output in cell.get("outputs", []))
        self.assertIn("greatest difference:", said)


if __name__ == "__main__":
    unittest.main()
