"""What screens are made of. Every widget here makes the text it is given fit to show, itself."""
