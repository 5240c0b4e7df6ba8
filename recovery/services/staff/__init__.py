"""Accounts of those who work in the practice."""
