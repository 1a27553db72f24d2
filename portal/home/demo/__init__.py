"""The home of the demo city: invented posts and what people say about them."""
