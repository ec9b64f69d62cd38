"""The debrief: what was really wrong, what could be seen of it when, and what each step did.

Made from a record, its scenario, and what the trainer played again from it: the reference response
(par) and the same night without one decision or another.
"""
