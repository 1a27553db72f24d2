"""The browser's way into outreach."""
