"""The safety check: is a person in danger, and how. Pure once loaded; what it knows is in intents/<language>/safety/."""

from .detector import Detector, Finding

__all__ = ["Detector", "Finding"]
