"""What a practice kept elsewhere, brought in."""
