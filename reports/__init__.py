"""Tells the owner what happened, from one definition per figure."""
