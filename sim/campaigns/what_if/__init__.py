"""A recorded exercise forked: one thing done otherwise, and what follows played again."""
