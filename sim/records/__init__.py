"""Records: a directory an exercise leaves, read and written as one object."""
