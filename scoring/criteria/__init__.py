"""One pure file per criterion; none knows another."""
