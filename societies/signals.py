"""What societies announce to the floors above."""

from django.dispatch import Signal

# A society was dissolved: `society`, `by`, `now`. Sent inside the transaction.
society_dissolved = Signal()
