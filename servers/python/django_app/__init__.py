"""The reference app in Django."""
