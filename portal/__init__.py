"""The wiring of the portal: settings, addresses, the queue."""
