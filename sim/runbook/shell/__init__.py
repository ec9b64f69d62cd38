"""Bash read once, for running and for linting: words, commands, loops, variables."""
