"""Reading what a practice kept elsewhere: rows of a table, as patients, treatments and reports."""
