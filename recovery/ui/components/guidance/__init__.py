"""The parts of the page on bands and rules."""
