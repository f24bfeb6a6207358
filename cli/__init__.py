"""The operator's hands: one command per file, everything heavy imported inside it."""
