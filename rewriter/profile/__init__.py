"""Profiles of an adjoint run: the folded call tree, and what it tells of other checkpointing schedules."""
