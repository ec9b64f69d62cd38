"""What texts claim and promise: a pure reader of incident messages.

A message is read into claims about now (subject and state), and whether it says that the incident
is over, when the next update is due, when a repair is expected, and a severity. It judges nothing;
whether a claim is true is scoring's business.
"""
