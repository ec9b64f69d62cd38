"""Markdown runbooks as data: sections, blocks, placeholders, and what their commands mean."""
