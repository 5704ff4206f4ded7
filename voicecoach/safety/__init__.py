"""The safety check: is a person in danger, and how. Pure once loaded; what it knows is in intents/<language>/safety/."""

from .detector import Detector, Finding
from .flows import flow_for

__all__ = ["Detector", "Finding", "flow_for"]
