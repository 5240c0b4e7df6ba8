"""The parts of the form that patients fill in."""
