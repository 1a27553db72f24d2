"""What happens to posts and comments: one function per transition."""
