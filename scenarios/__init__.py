"""Exercise scenarios, policies and reference responders: data, no logic."""
