"""Demos: houses of their own under /demo/ID, made by strangers of their own website."""
