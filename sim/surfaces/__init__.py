"""Thin surfaces: they parse, call and print; they decide nothing."""
