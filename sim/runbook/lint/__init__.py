"""Static checks of runbooks: nothing is run, nothing is looked up; text in, findings out."""
