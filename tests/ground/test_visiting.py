"""Opening addresses from texts: what counts as gone, and no way into our own network."""

import socket

import pytest

from portal.ground import visiting


@pytest.mark.parametrize(
    ("path", "why"),
    [("/there", ""), ("/closed", ""), ("/moved", ""), ("/文章", "网页不存在"), ("/gone", "网页不存在"), ("/broken", "对方网站出错"),
     ("/round", "一直跳转"), ("/inside", "不是公网地址"), ("/drip", "连接不上")],
)  # fmt: skip
def test_an_address_is_opened_with_what_it_leads_on_to(website, path, why):
    assert visiting.visit(website.address + path).why == why


def test_who_is_not_there_or_keeps_silent_is_said(website):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert visiting.visit(f"http://127.0.0.1:{port}/").why == "没有回应"
    assert visiting.visit(f"http://127.0.0.1:{port}/").why == "连接不上"
    assert visiting.visit("http://nowhere.invalid/").why == "域名不存在"
    assert visiting.visit(website.address.replace("http:", "https:")).why in ("证书有误", "没有回应", "连接不上")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/there", "http://localhost:{port}/there", "http://[::1]:{port}/there", "http://[::ffff:127.0.0.1]:{port}/there",
     "http://2130706433:{port}/there", "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://100.64.0.1/",
     "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "ftp://127.0.0.1/", "file:///etc/passwd", "http:///there", "http://[x/"],
)  # fmt: skip
def test_our_own_network_is_never_asked(website, settings, url):
    settings.PORTAL_LINK_NETWORKS = []

    assert visiting.visit(url.format(port=website.server_port)).is_dead
    assert website.asked == []


def test_a_page_of_theirs_does_not_lead_us_into_our_network(website, settings):
    """The control: the same page is opened when our network may be."""
    website.moved["/moved"] = f"http://localhost:{website.server_port}/there"
    assert visiting.visit(f"{website.address}/moved").status == 200
    settings.PORTAL_LINK_NETWORKS = []
    assert visiting.visit(f"{website.address}/moved").why == "不是公网地址"
    assert website.asked == ["/moved", "/there"]
