"""Opens the house: wires the rooms, listens, and runs the loops."""
