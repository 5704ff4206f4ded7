"""A spoken self-talk coach that runs entirely on this machine. Self-help, never therapy."""

import os

# onnxruntime 1.30 and newer (1.29 was not looked at) write a device id into the home folder and report to their maker unless
# told not to before they are imported; pyproject.toml keeps to older ones, and this holds for whatever is installed.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
