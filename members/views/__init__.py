"""The browser's way into members."""
