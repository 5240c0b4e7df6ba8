"""Reports row by row, to take along: without names, and with them."""
