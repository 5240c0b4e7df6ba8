"""Reports as they come in, and one treatment as it is looked at."""
