"""Names and codes of invented people, firms and bodies: lifelike, valid, nobody's."""

from stdnum.cn import uscc

SURNAMES = "王李张刘陈杨赵黄周吴罗韦龙石潘莫蒙陆田唐邓冯曾彭吕蒋谢宋胡林郭何高梁郑"
GIVEN = "明华建国春兰秀英志强丽娟晓东海燕文博雨桐子涵思远佳怡俊杰雪梅天宇静怡立新永红学军桂香云飞若曦"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ENTERPRISE, SOCIAL_ORGANISATION = "91", "51"


def person_name(rng):
    """A two- or three-character name."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def credit_code(rng, county, *, registered=ENTERPRISE):
    """A valid code (GB 32100): registering department and kind, county, random body, check digit."""
    body = f"{registered}{county}" + "".join(rng.choice(LETTERS) for _ in range(9))
    return body + uscc.calc_check_digit(body)
