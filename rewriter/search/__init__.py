"""Strategies: which call sites not to checkpoint next. Plain functions from what is known to what to try."""
