"""Bodies: what Word and people bring becomes our own small HTML, and nothing that runs gets through."""

import re

import pytest

from portal.home import bodies

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head>
<body lang=ZH-CN><!--StartFragment--><p class=MsoNormal align=center style='text-align:center'><b><span lang=EN-US
style='font-size:16.0pt'>2026</span><span>年申报指南<o:p></o:p></span></b></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal style='text-indent:24.0pt;color:red'>各学会：</p>
<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;border:none'><tr style='height:1cm'>
<td width=189 colspan=2 valign=top style='width:142.0pt;border:solid windowtext 1.0pt'><p class=MsoNormal align=right
style='text-align:right'>序号</p></td></tr></table><!--EndFragment--></body></html>"""


def test_a_table_pasted_from_word_keeps_its_shape():
    assert bodies.clean(WORD).split("\n") == [
        '<p class="center"><strong>2026年申报指南</strong></p>',
        '<p class="indent">各学会：</p>',
        '<figure class="table" tabindex="0"><table class="bordered"><tbody><tr>',
        '<td colspan="2" class="top"><p class="right">序号</p></td></tr></tbody></table></figure>',
    ]


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("第一段\n\n 第二段 ", "<p>第一段</p>\n<p>第二段</p>"),
        ("温度 <5℃ & 湿度>60%", "<p>温度 &lt;5℃ &amp; 湿度&gt;60%</p>"),
        ("", ""),
        ("<div>甲<div>乙<p>丙</p>丁</div></div>戊<b>己</b>", "<p>甲</p>\n<p>乙</p>\n<p>丙</p>\n<p>丁</p>\n<p>戊<strong>己</strong></p>"),
        ("<h1>题</h1><h5>小题</h5><p><br></p>", "<h2>题</h2>\n<h4>小题</h4>"),
        ('<p style="margin-left:42pt">x</p>', '<p class="indent-2">x</p>'),
        ('<p><span style="text-decoration:underline">x</span></p>', "<p><u>x</u></p>"),
        ('<p><img src="/pictures/abcdefgh12/" style="float:left" width="300"></p>',
         '<p><img src="/pictures/abcdefgh12/" width="300" class="left" alt=""></p>'),
        ('<p><img src="https://example.org/x.png">x</p>', "<p>x</p>"),
        ('<p><a href="//example.org/">x</a></p>', "<p>x</p>"),
        ('<p><a href="/news/" target="_blank">x</a></p>', '<p><a href="/news/" rel="noopener noreferrer">x</a></p>'),
    ],
)  # fmt: skip
def test_clean_says_it_in_our_own_tags(typed, body):
    assert bodies.clean(typed) == body
    assert bodies.clean(body) == body


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<p onclick=alert(1)>x</p>", '<a href="javascript:alert(1)">x</a>', '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java&#x09;script:alert(1)">x</a>', '<a href=" &#14; javascript:alert(1)">x</a>', "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    '<iframe src="javascript:alert(1)"></iframe>', "<object data=x></object>", "<embed src=x>", '<form action=x><input name=y><button formaction="javascript:alert(1)">',
    '<p style="background:url(javascript:alert(1))">x</p>', "<style>@import 'x'</style>", '<link rel=stylesheet href=x>', "<meta http-equiv=refresh content=0>",
    '<base href="https://example.org/">', "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", '<img src="/pictures/abcdefgh12/" onerror="alert(1)">',
    '<img src="/pictures/abcdefgh12/" alt="&quot;><script>alert(1)</script>">', '<p title=">"><img src=x onerror=alert(1)>',
    "<table background=javascript:alert(1)><tr><td background=x>", "<div><p></div><script>alert(1)</p>", "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>", "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>", "<xmp><p title=\"</xmp><svg onload=alert(1)>\">",
    "<textarea><p></textarea><img src=x onerror=alert(1)>", "<p class=\"navbar btn fixed-top\">x</p>", '<p id="main" name="x">x</p>',
    "<details open ontoggle=alert(1)>x</details>", "<video><source onerror=alert(1)></video>", "<marquee onstart=alert(1)>x</marquee>",
    '<a href="vbscript:msgbox(1)">x</a>', '<a href="https://example.org" onmouseover="alert(1)" target=_top>x</a>', "<select><option><svg onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;<p>", "<template><script>alert(1)</script></template>", "<p><u:p onclick=x>y</u:p>",
]  # fmt: skip
ALLOWED = re.compile(
    r"</?(p|h[234]|ul|ol|li|blockquote|figure|figcaption|table|caption|thead|tbody|tfoot|tr|th|td|hr|pre|strong|em|u|s|sub|sup|a|br|img|code)"
    r'( (class|href|title|src|alt|width|colspan|rowspan|scope|start|rel|tabindex)="[^"]*")*>'
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_runs_gets_through(hostile):
    for typed in (hostile, f"<p>前</p>{hostile}<p>后</p>", f"<table><tr><td>{hostile}</td></tr></table>"):
        body = bodies.clean(typed)
        rest = ALLOWED.sub("", body)
        assert "<" not in rest, body
        tags = "".join(re.findall(r"<[^>]*>", body)).lower()
        assert not re.search(r"javascript|vbscript|data:|\bon\w+=|style=|navbar|\bid=", tags), body
        assert bodies.clean(body) == body


def test_as_typed_gives_lines_where_there_are_only_paragraphs():
    assert bodies.as_typed("<p>甲 &lt;5</p>\n<p>乙</p>") == "甲 <5\n乙"
    assert bodies.as_typed("<p>甲<strong>乙</strong></p>") == "<p>甲<strong>乙</strong></p>"


def test_paragraphs_are_numbered_and_read_as_text():
    found = bodies.paragraphs("<h2>题</h2><p>甲<strong>乙</strong></p>")
    assert [(one.number, one.text, one.html) for one in found] == [
        (1, "题", "<h2>题</h2>"), (2, "甲乙", "<p>甲<strong>乙</strong></p>"),
    ]  # fmt: skip
    assert bodies.plain("<p>甲</p><hr><p>乙</p>") == "甲\n乙"
    assert bodies.paragraphs("") == []


SIGNS = {"kept": "", "added": "+", "removed": "-"}


def said(changes):
    return [SIGNS[one.kind] + one.text for one in changes]


def test_compare_marks_characters_within_a_line_that_changed():
    lines = bodies.compare("会议于9月3日召开。\n请参加", "会议于9月13日召开。\n另行通知\n请参加")

    assert [said(line) for line in lines] == [["会议于9月", "-3", "+13", "日召开。"], ["+另行通知"], ["请参加"]]
    assert bodies.count_changed("会议于9月3日", "会议于9月13日") == 3


def test_compare_puts_lines_that_have_nothing_in_common_one_below_the_other():
    assert [said(line) for line in bodies.compare("甲乙丙丁", "一二三四")] == [["-甲乙丙丁"], ["+一二三四"]]
