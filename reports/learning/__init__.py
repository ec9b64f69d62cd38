"""What people did in exercises, for learning record stores."""
