"""Posts and their columns, comments and what moderators decide about them."""
