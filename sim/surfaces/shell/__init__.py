"""The drill's terminal: a real bash with real curl, whose world is the simulation."""
