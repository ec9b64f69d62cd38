"""A world stepped by someone: advance, act, injects, responders, replay."""
