"""Turns a website or a file into documents the concierge can quote."""
