"""Profiles of an adjoint run: the folded call tree, and what it says about other checkpointing schedules."""
