"""Who had to be told what by when: one file per rule, and the book that settles them."""
