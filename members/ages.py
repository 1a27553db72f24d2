"""How old somebody is on a day, and what follows: ages are dated values with their law."""

from portal.ground import dated
from portal.ground.dates import years_after


def age_on(born_on, day):
    """Full years; whoever was born on 29 February is a year older on 1 March of other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def last_birth_of_adults(*, on):
    """Whoever was born on this day or before is of age on the day."""
    return years_after(on, -int(dated.value("age.adult", on=on)))


def last_birth_of_grown(*, on):
    """Whoever was born on this day or before needs no guardian to agree for them on the day."""
    return years_after(on, -guardian_age(on))


def guardian_age(on):
    """Below this age a guardian agrees and acts."""
    return int(dated.value("age.guardian", on=on))


def needs_guardian(born_on, *, on):
    """Is this a child for whom a guardian agrees (个人信息保护法 第31条)? Unknown ages are not."""
    return bool(born_on) and age_on(born_on, on) < guardian_age(on)


def is_minor(born_on, *, on):
    """Not of age yet (民法典 第17条): nothing of theirs is shown in public. Unknown ages are not."""
    return bool(born_on) and age_on(born_on, on) < int(dated.value("age.adult", on=on))
