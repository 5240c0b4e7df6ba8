"""Figures of groups of treatments: on screen, and as a summary to hand on."""
