"""Posts on their way, written and looked at by different people of a small city."""

from datetime import date

from members.models import Actor, Office, Organisation, Person
from portal.home import actions
from portal.home.models import Column
from tests.entering import give_second_factor
from tests.factories.city import NOW

TEXT = {
    "place": "portal", "title": "全市科普月活动启动", "subtitle": "", "summary": "", "body": "第一段。\n第二段。", "lead_text": "",
    "source": "市科协", "byline": "", "editor": "罗海燕", "department": "学会部", "keeper": "罗海燕", "guide_facts": "", "guide_steps": "", "expires_at": None,
    "change_note": "",
}  # fmt: skip


def office(city, name, title, organisation):
    """One more person in office, known to the city by name."""
    person = Person.objects.create_user(name, "a-long-password", name=name)
    held = Office.objects.create(person=person, organisation=organisation, title=title, start_on=date(2020, 1, 1))
    give_second_factor(person)
    city.actors[name] = Actor(person, held)
    return city.actors[name]


def newsroom(city):
    """A second official and the secretary-general, and a society with three officers."""
    office(city, "colleague", "official", city.official.office.organisation)
    office(city, "secretary", "secretary_general", city.official.office.organisation)
    society = Organisation.objects.create(kind="society", name="市物理学会", region_code="5203")
    for title in ("president", "secretary_general", "assistant"):
        office(city, title, title, society)
    return city


def column(slug="work"):
    return Column.objects.get(slug=slug)


def begun(city, by="official", slug="work"):
    actor = city.actors[by]
    return actions.begin_post(
        actor.office.organisation, column=column(slug), title=TEXT["title"], by=actor, now=NOW
    )  # fmt: skip


def save(post, by, **changes):
    text = {"column": post.column, "revision": post.revision} | TEXT | changes
    return actions.save_post(post, by=by, now=NOW, **text)


def written(city, by="official", slug="work", **changes):
    return save(begun(city, by, slug), city.actors[by], **changes)


def submitted(city, by="official", slug="work", **changes):
    return actions.submit_post(written(city, by, slug, **changes), by=city.actors[by], now=NOW)


def passed(post, *actors):
    for actor in actors:
        post = actions.pass_post(post, revision=post.revision, by=actor, now=NOW)
    return post


def approved(city, **changes):
    return passed(submitted(city, **changes), city.stats, city.colleague, city.leader)


def published(city, **changes):
    return actions.publish_post(approved(city, **changes), by=city.official, now=NOW)


def own_page(city, **changes):
    """Published on the society's own page: one writes, another looks."""
    post = submitted(city, "assistant", "societies", place="own", **changes)
    return actions.publish_post(passed(post, city.secretary_general), by=city.assistant, now=NOW)
