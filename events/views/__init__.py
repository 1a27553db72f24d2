"""Pages of events: the public's, one's own, the desk's."""
