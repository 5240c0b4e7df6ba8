"""Patients and their treatments as the front desk keeps them."""
