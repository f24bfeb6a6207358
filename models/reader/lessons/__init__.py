"""What the reader was taught with: trades, topics and ways to ask, all written for this project."""
