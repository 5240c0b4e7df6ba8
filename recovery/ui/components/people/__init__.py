"""The parts of the front desk."""
