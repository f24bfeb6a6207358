"""The embedded embedder: its files, how they were built, and how they are run."""
