"""The parts of the page on what recovery usually looks like."""
