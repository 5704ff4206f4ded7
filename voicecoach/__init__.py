"""A spoken self-talk coach that runs entirely on this machine. Self-help, never therapy."""

__version__ = "0.1.0"
