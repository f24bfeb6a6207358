"""A month of made-up history for a demonstration, so that every screen has something to show."""
