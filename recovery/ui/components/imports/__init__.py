"""The parts of the page that brings files in."""
