"""The house, walked through."""
