"""The actions that reviews ask for, over many records, in the forms other tools read."""
