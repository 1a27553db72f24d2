"""What the home does when a floor below announces a handed-over office."""

from django.dispatch import receiver

from members.signals import office_handed_over

from . import actions


@receiver(office_handed_over, dispatch_uid="posts_go_along")
def posts_go_along(office, successor, by, **kwargs):
    actions.hand_over_posts(office, successor, by=by)
