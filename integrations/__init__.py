"""Other people's systems the business already uses."""
