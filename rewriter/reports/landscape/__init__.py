"""Configurations in the plane of time and peak stack: points, picture and page."""
