"""The rules, a file for each group; a group's file ends in its table."""
