"""The worker's command set: one table for every surface."""
