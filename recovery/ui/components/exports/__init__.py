"""The parts of the page of files to take along."""
