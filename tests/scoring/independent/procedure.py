"""TEMP."""
def procedure(record):
    return record.borrowed
