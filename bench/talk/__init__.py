"""Stand-ins for the chat bench: a model with a steady pace, and the least a chat server can do."""
