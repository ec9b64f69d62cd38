"""The journal: the one record of an exercise, and all that scoring and reports ever read."""
