"""Reports: scorecard and journal in, files out."""
