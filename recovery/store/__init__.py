"""The only code that knows SQL; takes and returns domain values."""
