"""How the estimate of time to resolution is worked out, and how far it could be off."""
