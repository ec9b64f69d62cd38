"""The parts that reports are put together from: each file makes one section's blocks."""
