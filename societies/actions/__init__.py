"""What happens to societies: one function per transition."""
