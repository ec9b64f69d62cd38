"""An exercise in real time: the wall clock drives the world, and every action is on disk."""
