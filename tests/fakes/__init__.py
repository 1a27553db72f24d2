"""Outside services as they really answer, failures included, on a port of this machine."""
