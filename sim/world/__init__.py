"""The world: List Cutter's worker as a discrete-event simulation; SimPy lives only here."""
