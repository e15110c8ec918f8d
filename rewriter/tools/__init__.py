"""Runs what the package does not do itself: Tapenade, Java, compilers, the programs of users; reads what they print."""
