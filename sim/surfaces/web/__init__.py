"""The team session in the browser: boards for players, facilitator, evaluator and projector."""
