"""Mouths: from what is to be said to sound and captions. Synthesizers make samples, players play them."""
