"""Screens of the desk that lie each in one file: a module here with a `PLACE` is a screen."""
