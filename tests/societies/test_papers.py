"""Cards, certificates, forms and posters: who gets them, what their code says, that no character is lost in silence."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from members.models import Person, Unit
from portal.ground.dates import today
from portal.ground.papers.typesetting import weight_for
from societies import checking, papers
from societies.papers.member import Held
from societies.papers.poster import about
from tests.entering import enter
from tests.factories import joining, societies

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(house):
    """A member of the house's society, 田春兰, from this year to the next."""
    house.regular = societies.member_class(house.society)
    house.member = societies.member(
        house.society, house.worker.person, member_class=house.regular, start_on=date(2026, 1, 1),
        end_on=today() + timedelta(days=100),
    )  # fmt: skip
    return house


def address_of(card, kind="card", form="png"):
    return reverse("member_paper", args=[card.member.public_id, kind, form])


def text_of(content):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace(" ", "")


@pytest.mark.parametrize("kind", ["card", "certificate"])
def test_the_member_and_officers_get_the_paper_as_picture_and_pdf(client, card, kind):
    for actor in (card.worker, card.assistant):
        enter(client, actor)
        picture = client.get(address_of(card, kind))
        pdf = client.get(address_of(card, kind, "pdf"))

        assert picture["Content-Type"] == "image/png"
        assert "no-store" in picture["Cache-Control"]
        assert Image.open(BytesIO(picture.content)).width >= 1000
        assert "田春兰" in text_of(pdf.content)
        assert "A060010001M" in text_of(pdf.content)


def test_nobody_else_gets_the_paper(client, card):
    assert client.get(address_of(card)).status_code == 302
    stranger = societies.officer(societies.society("别的学会", "A07"))
    for actor in (stranger, card.official, card.leader, joining.person()):
        enter(client, actor)
        assert client.get(address_of(card)).status_code == 404
        assert client.get(reverse("member_papers", args=[card.member.public_id])).status_code == 404
    enter(client, card.worker)
    assert client.get(address_of(card, "letter")).status_code == 404
    assert client.get(address_of(card, form="exe")).status_code == 404


def test_the_page_of_papers_shows_pictures_and_says_when_the_membership_lapsed(client, card):
    page = enter(client, card.worker).get(reverse("member_papers", args=[card.member.public_id])).content.decode()
    assert address_of(card) in page
    assert "有效期至" in page
    card.member.periods.update(end_on=today())
    page = client.get(reverse("member_papers", args=[card.member.public_id])).content.decode()
    assert "宽限期，会籍到" in page


def test_the_check_page_says_valid_expired_or_not_found_and_nothing_else(client, card):
    Person.objects.filter(pk=card.worker.person.pk).update(phone="13900001234")
    address = reverse("check_paper", args=[card.member.public_id])

    answer = client.get(address)
    page = answer.content.decode()
    assert "有效" in page
    assert all(text in page for text in ("田*兰", "A060010001M", "遵义市某学会", "普通会员"))
    assert "田春兰" not in page
    assert "1390000" not in page
    assert "noindex" in answer["X-Robots-Tag"]
    card.member.periods.update(end_on=today())
    assert "宽限期，还没有续会" in client.get(address).content.decode()
    unknown = client.get(reverse("check_paper", args=["x" * 12]))
    assert unknown.status_code == 404
    assert "查不到" in unknown.content.decode()


def test_a_membership_that_has_not_begun_has_no_paper_and_is_not_found(client, card):
    card.member.periods.update(start_on=today() + timedelta(days=1))

    assert client.get(reverse("check_paper", args=[card.member.public_id])).status_code == 404
    assert enter(client, card.worker).get(address_of(card)).status_code == 404


@pytest.mark.parametrize(
    ("name", "masked"),
    [("田春兰", "田*兰"), ("田兰", "田*"), ("田", "田*"), ("阿依努尔·买买提", "阿***提"), ("欧阳修文", "欧**文")],
)
def test_names_are_masked(name, masked):
    assert checking.masked_name(name) == masked


def test_a_units_name_is_no_secret(card):
    unit = Unit.objects.create(kind="enterprise", name="遵义某公司", region_code="520302")
    kind = societies.member_class(card.society, "unit", subject="unit", letter="U", name="单位会员")
    member = societies.member(card.society, member_class=kind, unit=unit)

    assert checking.check(member.public_id, on=today()).name == "遵义某公司"


@pytest.mark.parametrize("name", ["田𠮷兰", "龙䶮", "石小㐀", "黄𬜬", "阿依努尔·买买提", "William Thomson", "国" * 30])
@pytest.mark.parametrize("kind", ["card", "certificate"])
def test_rare_and_long_names_are_drawn_whole(card, name, kind):
    card.worker.person.name = name
    card.member.person = card.worker.person
    held = Held(card.society, card.member, card.member.periods.get(), card.member.periods.get().last_day, today())

    content, missing = papers.member_paper(kind, held, form="pdf", check_address="https://example.org/check/abc/")

    assert missing == set()
    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert weight_for("田春兰") == "bold"
    assert weight_for("田𠮷兰") == "regular"


def test_a_character_no_font_has_is_told(card):
    card.worker.person.name = "田😀"
    card.member.person = card.worker.person
    held = Held(card.society, card.member, card.member.periods.get(), card.member.periods.get().last_day, today())

    assert papers.member_paper("card", held, form="pdf", check_address="https://example.org/")[1] == {"😀"}


def test_the_admission_form_shows_what_was_said_and_what_reviewers_wrote(client, city):
    made = joining.society(city)
    applicant = joining.person()
    application = joining.admitted(made, applicant, city, reason="热爱物理。")
    address = reverse("application_form", args=[application.public_id])

    text = text_of(enter(client, applicant).get(address).content)
    assert all(part in text for part in ("入会申请表", "申请人1", "热爱物理。", "初审意见", "终审意见", "general"))
    enter(client, city.assistant)
    assert client.get(address).status_code == 200
    for actor in (city.official, joining.person(2), societies.officer(societies.society("别的学会", "A07"))):
        assert enter(client, actor).get(address).status_code == 404


def test_a_draft_is_printed_by_its_writer_only(client, city):
    applicant = joining.person()
    application = joining.begun(joining.society(city), applicant)
    address = reverse("application_form", args=[application.public_id])

    assert "终审意见" in text_of(enter(client, applicant).get(address).content)
    assert enter(client, city.assistant).get(address).status_code == 404


def test_a_poster_has_room_for_the_first_sentences_only(card):
    card.society.introduction = "本会研究桥梁。" + "本会历史悠久，" * 20 + "。\n第二段。"
    assert about(card.society) == "本会研究桥梁。"
    card.society.introduction = "长" * 300
    assert len(about(card.society)) < 90
    for form in ("pdf", "png"):
        content, missing = papers.poster(
            card.society, [card.regular], members=12, address="https://example.org/i/abc/", form=form
        )
        assert missing == set()
    assert Image.open(BytesIO(content)).height > 1000


def test_the_picture_beside_a_shared_link(client, card):
    answer = client.get(reverse("share_picture", args=["A06"]))

    assert Image.open(BytesIO(answer.content)).size == (591, 472)
    assert "public" in answer["Cache-Control"]
    assert client.get(reverse("share_picture", args=["A09"])).status_code == 404
