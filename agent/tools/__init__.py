"""What a turn may do besides speaking: tools, and the frame that keeps them in hand."""
