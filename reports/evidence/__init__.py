"""Evidence for auditors: what exercises show of a framework's controls."""
