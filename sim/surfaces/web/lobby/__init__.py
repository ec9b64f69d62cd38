"""The lobby: what `tabletop host` shows without a scenario, from choosing one to its report."""
