"""Training over quarters: many records as figures, comparisons, advice, a calendar, a document."""
