"""GIFT: the questions of a text file, and back."""
