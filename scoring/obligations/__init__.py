"""Who had to be told what by when: the rules, and the ledger that settles what they require."""
