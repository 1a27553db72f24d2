"""The online home: posts, comments and their moderation, search, the front page, each person's own page."""
