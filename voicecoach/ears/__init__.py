"""Ears: what the user says or types becomes events. Each has its own thread and a listener behind it."""
