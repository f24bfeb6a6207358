"""The staff's window: a terminal desk that talks to the server like any other client."""
