"""Tables, diffs and the formats that other programs read."""
