"""Loads the hook into the Python processes of a function.

PYTHONPATH contains the folder of this file. Python imports `sitecustomize` before it starts the program. The program sees no
difference: its path does not contain this folder, and the `sitecustomize` that Python would have found without it is imported
in the place of this file.
"""
import os
import sys

_here = os.path.dirname(__file__)
try:
    if "FAAS_TRACE_DIR" in os.environ:
        import faas_trace  # noqa: F401
except Exception:
    pass
sys.path[:] = [folder for folder in sys.path if folder != _here]
sys.modules.pop("sitecustomize", None)
# If there is none, this fails as Python expects it.
import sitecustomize  # noqa: E402, F401
