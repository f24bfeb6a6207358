"""Remembers everything: one SQLite file, its tables and the verbs that change them."""
