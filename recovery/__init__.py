"""Recovery Dashboard: is this recovery on track, and if not, who must do what?"""

__version__ = "0.1.0"
