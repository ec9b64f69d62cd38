"""Shared by the scorer's tests: hypothesis runs the same examples everywhere."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("scoring", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("scoring")
