"""Checkpoint directives for codes differentiated with Tapenade: sites, configurations, apply, revert, check."""
