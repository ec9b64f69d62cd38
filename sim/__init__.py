"""The simulator: scenario, world, journal, commands, exercise and the surfaces on top."""
