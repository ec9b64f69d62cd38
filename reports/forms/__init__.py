"""The forms of a report: any document as HTML, Markdown, CSV, JSON or PDF."""
