"""Runbooks executed: real bash in a sandbox, talking to a simulated world."""
