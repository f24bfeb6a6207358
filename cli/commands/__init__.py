"""One file per command. What is heavy is imported inside the functions."""
