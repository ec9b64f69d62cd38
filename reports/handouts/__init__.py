"""Handouts for a session: situation manual, role cards, evaluator sheets, facilitator guide."""
