"""Profiling callbacks in generated adjoint code: where they go, and taking them out again."""
