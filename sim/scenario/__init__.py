"""The scenario format: frozen models, validation, loading."""
