"""A console: pasted shell commands in the runbooks' sandbox, in the time of a live session."""
