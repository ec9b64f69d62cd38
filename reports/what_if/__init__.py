"""What a fork of a record came to, and what each decision in it did, in sentences and tables."""
