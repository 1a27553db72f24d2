"""属地: the province an address belongs to; the address itself is nowhere kept."""

import lzma
import os
from datetime import date

import pytest

from portal.home import places

TABLE = """# 起|止|国家|区域|省份|城市|运营商
1.0.1.0|1.0.1.255|中国|0|福建省|福州市|电信
1.0.2.0|1.0.2.255|中国|0|福建省|厦门市|电信
1.0.3.0|1.0.3.255|中国|0|内蒙古自治区|0|联通
1.0.4.0|1.0.4.255|中国|0|香港|0|0
1.0.5.0|1.0.5.255|新加坡|0|0|0|0
1.0.6.0|1.0.6.255|0|0|0|0|内网IP
1.0.7.0|1.0.7.255|中国|0|0|0|0
2001:db8::|2001:db8::ffff|中国|0|贵州省|贵阳市|移动
"""


@pytest.fixture
def table(tmp_path, settings):
    path = tmp_path / "addresses.txt"
    path.write_text(TABLE, encoding="utf-8")
    settings.PORTAL_IP_PLACES = str(path)
    return path


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("1.0.1.0", "福建"), ("1.0.2.255", "福建"), ("1.0.3.9", "内蒙古"), ("1.0.4.1", "中国香港"), ("1.0.5.1", "新加坡"),
        ("1.0.6.1", "未知"), ("1.0.7.1", "未知"), ("9.9.9.9", "未知"), ("1.0.0.255", "未知"), ("::ffff:1.0.1.7", "福建"),
        ("not an address", "未知"), ("", "未知"),
    ],
)  # fmt: skip
def test_a_table_names_province_or_country(table, address, place):
    assert places.place_of(address) == place


def test_neighbours_of_one_place_are_one_range(table):
    with open(table, encoding="utf-8") as lines:
        assert len(places.Table(lines).ranges[4][0]) == 5


def test_addresses_of_the_longer_kind_are_found_too(table):
    with open(table, encoding="utf-8") as lines:
        ranges = places.Table(lines)

    assert ranges.get(places.ipaddress.ip_address("2001:db8::5")) == "贵州"


def test_a_table_that_was_replaced_is_read_again(table):
    assert places.place_of("1.0.1.1") == "福建"
    table.write_text("1.0.1.0|1.0.1.255|中国|0|江西省|0|0\n", encoding="utf-8")
    os.utime(table, (1, 1))

    assert places.place_of("1.0.1.1") == "江西"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["127.0.0.1", "10.3.2.1", "192.168.1.1", "::1"])
def test_the_own_network_stands_in_the_portals_province(city, address):
    assert places.place_of(address) == "贵州"


@pytest.mark.parametrize(
    ("address", "place"),
    [("202.98.192.67", "贵州"), ("114.114.114.114", "江苏"), ("168.95.1.1", "中国台湾"), ("8.8.8.8", "美国"), ("192.0.2.1", "未知")],
)  # fmt: skip
def test_the_table_that_ships_knows_provinces_and_countries(address, place):
    assert places.place_of(address) == place


def test_a_table_says_its_age(table, tmp_path, settings):
    assert places.edition() is None
    assert places.is_old(date(2026, 1, 1))
    dated = tmp_path / "dated.txt"
    dated.write_text("# 版本：2026-08-14\n1.0.1.0|1.0.3.255|中国|福建省|福州市|电信|CN\n", encoding="utf-8")
    settings.PORTAL_IP_PLACES = f"{dated}, {table}"

    assert places.edition() == date(2026, 8, 14)
    assert not places.is_old(date(2027, 8, 1))
    assert places.is_old(date(2029, 1, 1))


def test_the_newer_form_of_lines_and_several_files_are_read(tmp_path, settings):
    four, six = tmp_path / "four.txt", tmp_path / "six.txt.xz"
    four.write_text(
        "1.0.1.0|1.0.3.255|中国|贵州省|贵阳市|电信|CN\n1.0.4.0|1.0.4.9|中国|香港特别行政区|0|0|HK\n", encoding="utf-8"
    )
    six.write_bytes(lzma.compress("2408::|2408:ffff::|中国|贵州省|贵阳市|联通|CN\n".encode()))
    settings.PORTAL_IP_PLACES = f"{four},{six}"

    assert [places.place_of(one) for one in ("1.0.2.1", "1.0.4.1", "2408:1::1", "8.8.8.8")] == [
        "贵州", "中国香港", "贵州", "未知",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("贵州省", "贵州"),
        ("新疆维吾尔自治区", "新疆"),
        ("北京市", "北京"),
        ("香港特别行政区", "香港"),
        ("广西壮族自治区", "广西"),
    ],
)
def test_provinces_are_named_shortly(name, short):
    assert places.shortened(name) == short
