"""The history of the database's shape, one revision a file."""
