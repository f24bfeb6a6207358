"""Who may ask the house what: guests, staff, and the pages guests load."""
