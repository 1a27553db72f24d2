"""The database engine of the portal: Django's for PostgreSQL, with a cheaper look at whether a kept connection lives."""
