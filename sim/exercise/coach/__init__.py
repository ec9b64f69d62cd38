"""The coach: one hint at a time, from the reference response and what the role can see."""
