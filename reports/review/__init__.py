"""The evaluator's part of an exercise: what the scorer proposes and people then decide."""
