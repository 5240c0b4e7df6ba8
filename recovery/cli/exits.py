"""The exit codes of commands."""

DONE, FOUND, REFUSED, STOPPED = 0, 1, 2, 130
"""Done; done, and something was found that needs a look; refused; stopped by Ctrl+C, as shells have it."""
