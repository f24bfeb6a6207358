"""Speaks each channel's dialect, and knows nothing of conversations."""
