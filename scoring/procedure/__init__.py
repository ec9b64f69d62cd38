"""The procedure: its steps in their order, and what was done that made things worse."""
