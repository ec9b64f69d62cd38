"""The scorer: journal in, scorecard out; knows nothing of the world."""
