"""Where something stands on its way: steps done, the one now, those to come."""

from django import template

register = template.Library()


@register.inclusion_tag("_steps.html")
def steps(life, state):
    """The steps of `life` ((state, label), …): done before `state`, done altogether at the last; an unknown state has none."""
    states = [name for name, _label in life]
    now = states.index(state) if state in states else -1
    is_over = now == len(states) - 1
    return {
        "steps": [
            {
                "label": label,
                "is_done": index < now or (is_over and index == now),
                "is_now": index == now and not is_over,
            }
            for index, (_name, label) in enumerate(life)
        ]
    }
