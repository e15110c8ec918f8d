"""Runs what the package does not do itself: Tapenade, Java, compilers, pip."""
