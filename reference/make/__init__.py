"""The parts of make_reference.py: one file per kind of reference value."""
