"""Acts at one address: done and said, refused and said, unknown."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404
from django.test import RequestFactory

from portal.ground import acts
from portal.ground.errors import Refused


def close(request, thing):
    if thing == "closed":
        raise Refused("已经关闭。")
    return f"{thing}关闭了。"


ACTS = {"close": close}


@pytest.fixture
def request_():
    asked = RequestFactory().post("/")
    asked._messages = CookieStorage(asked)
    return asked


@pytest.mark.parametrize(
    ("thing", "level", "sentence"), [("门", "success", "门关闭了。"), ("closed", "error", "已经关闭。")]
)
def test_what_was_done_or_refused_is_said_where_it_was_asked(request_, thing, level, sentence):
    back = acts.answer(ACTS, "close", request_, thing, "/door/")

    assert (back.status_code, back.url) == (302, "/door/")
    assert [(one.level_tag, one.message) for one in get_messages(request_)] == [(level, sentence)]
    assert acts.run(ACTS, "close", request_, thing) == (sentence, level == "success")


def test_an_act_there_is_not_is_no_page(request_):
    with pytest.raises(Http404):
        acts.run(ACTS, "open", request_, "门")
