"""One search: its task, the stages of a trial, where configurations are tried and remembered, and the loop."""
