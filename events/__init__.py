"""Popular-science and academic events: declared, found, registered for, held."""
