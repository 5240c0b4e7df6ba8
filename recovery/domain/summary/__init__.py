"""Figures of groups as rows of a file: counted, pooled, and told only as far as nobody is told of."""
