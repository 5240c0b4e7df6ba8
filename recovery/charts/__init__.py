"""Plotly figures as plain dicts, built from domain values."""
