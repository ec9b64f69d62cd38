"""Figures over many records: how long things take, and whether a change made them faster."""
