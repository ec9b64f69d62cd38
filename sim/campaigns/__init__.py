"""Many nights: planned, played on many processes, kept in one table, compared."""
