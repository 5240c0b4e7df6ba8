"""The parts of one patient's page."""
