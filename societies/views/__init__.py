"""The browser's way in to societies."""
