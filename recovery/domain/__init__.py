"""What is true, without files, database, clock or screen."""
