"""Which call sites are checkpointed, as a value and a file; and what a file must hold for it."""
