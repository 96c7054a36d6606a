"""Recorded windows of canaries, and those who judge them."""
