"""The bands and rules in force, and changing them."""
