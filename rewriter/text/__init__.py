"""Lossless source text, byte-span edits, and the all-or-nothing commit of many files."""
