"""What each board shows: pure folds over the journal, the same live and in a replay."""
