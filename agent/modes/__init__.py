"""The ways to find the words of a reply."""
