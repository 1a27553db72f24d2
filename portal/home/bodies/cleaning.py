"""What was typed or pasted, from Word too, made into the little HTML that posts are written in.

nh3 goes first, so that what follows meets well-formed text only, and last, so that nothing that follows can let
anything in. In between, looks that were written as styles become classes of ours, because no style is let through.
"""

import html
import re

import nh3
from lxml import etree
from lxml.html import fragment_fromstring, tostring

from .looks import classes_of, marks_of

MOST = 200_000
PICTURE = re.compile(r"/pictures/([A-Za-z0-9_-]{8,16})/")
LINK = re.compile(r"(https?://|mailto:|tel:|#|/(?!/))", re.IGNORECASE)
TAGGED = re.compile(
    r"</?(p|div|br|h[1-6]|ul|ol|li|table|tr|td|blockquote|img|figure|a|b|i|u|strong|em|span|hr)\b", re.I
)
BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "figure", "table", "hr", "pre"}
INLINE = {"strong", "em", "u", "s", "sub", "sup", "a", "br", "img", "code"}
PARTS = {"li", "figcaption", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
TAGS = BLOCKS | INLINE | PARTS
RENAMED = {
    "b": "strong", "i": "em", "strike": "s", "del": "s", "ins": "u", "h1": "h2", "h5": "h4", "h6": "h4",
    "center": "p", "div": "p", "section": "p", "article": "p", "header": "p", "footer": "p", "main": "p",
}  # fmt: skip
PASSING = {"span", "font", "dir", "o:p", "colgroup", "col"}
CLASSES = {
    "p": {"center", "right", "indent", "indent-1", "indent-2", "indent-3", "indent-4"},
    "td": {"center", "right", "top"}, "th": {"center", "right", "top"},
    "table": {"bordered"}, "figure": {"table"}, "img": {"left", "right"},
    "h2": {"center"}, "h3": {"center"}, "h4": {"center"},
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt", "width"}, "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"}, "ol": {"start"},
}  # fmt: skip
DROPPED = {
    "script", "style", "title", "head", "iframe", "object", "embed", "svg", "math", "template", "noscript",
    "xml", "form", "select", "button", "audio", "video",
}  # fmt: skip
LOOKS = {"style", "align", "valign", "border", "class"}
SMALL = re.compile(r"[1-9]\d{0,3}")
SCHEMES = {"http", "https", "mailto", "tel"}


def clean(text):
    """Clean HTML of whatever was typed: plain lines become paragraphs, markup becomes ours, the rest is dropped."""
    text = text.replace("\x00", "")
    if not TAGGED.search(text):
        lines = (line.strip() for line in text.splitlines())
        return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)
    root = fragment_fromstring(_well_formed(text), create_parent="div")
    _rename(root)
    _gather(root)
    _dress(root)
    _keep_what_leads_somewhere(root)
    _wrap_tables(root)
    _drop_empty(root)
    for child in root:
        child.tail = "\n"
    return _last(_inside(root))


def as_typed(body):
    """What a text field shows: lines where the body is nothing but paragraphs, else the markup itself."""
    inside = re.sub(r"</?p>", "", body)
    return html.unescape(body.replace("</p>", "").replace("<p>", "")) if "<" not in inside else body


def pictures(body):
    """Public ids of the pictures a clean body shows."""
    return re.findall(rf'<img[^>]* src="{PICTURE.pattern}"', body)


def links(body):
    """Addresses of other sites a clean body leads to, each once, in their order."""
    found = (one.get("href", "").strip() for one in fragment_fromstring(body, create_parent="div").iter("a"))
    return list(dict.fromkeys(url for url in found if url.lower().startswith(("http://", "https://"))))


def pictures_unsaid(body):
    """How many pictures of a clean body say nothing to whoever does not see them."""
    return sum(not one.get("alt", "").strip() for one in fragment_fromstring(body, create_parent="div").iter("img"))


def _well_formed(text):
    known = TAGS | set(RENAMED) | PASSING
    attributes = {tag: ATTRIBUTES.get(tag, set()) | LOOKS for tag in known}
    return nh3.clean(
        text, tags=known, clean_content_tags=DROPPED, attributes=attributes, url_schemes=SCHEMES, link_rel=None
    )


def _last(text):
    return nh3.clean(
        text, tags=TAGS, clean_content_tags=DROPPED, attributes=ATTRIBUTES, allowed_classes=CLASSES,
        tag_attribute_values={"figure": {"tabindex": {"0"}}}, url_schemes=SCHEMES, attribute_filter=_checked,
    ).strip()  # fmt: skip


def _checked(tag, name, value):
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return value if LINK.match(value) else None
    if name in ("width", "colspan", "rowspan", "start"):
        return value if SMALL.fullmatch(value) else None
    return value


def _inside(root):
    return html.escape(root.text or "", quote=False) + "".join(tostring(child, encoding="unicode") for child in root)


def _rename(root):
    """One name for each thing; marks that were styles become marks."""
    for element in list(root.iter()):
        if element is root or not isinstance(element.tag, str):
            continue
        element.tag = RENAMED.get(element.tag, element.tag)
        for mark in marks_of(element):
            _mark(element, mark)
    etree.strip_tags(root, *PASSING)


def _mark(element, mark):
    """Put everything inside the element into a mark of its own."""
    if element.tag == mark:
        return
    inner = element.makeelement(mark)
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)


def _gather(root):
    """A paragraph that holds blocks gives way to them; what stands between blocks becomes a paragraph."""
    for element in reversed([one for one in root.iter("p") if one is not root]):
        if any(child.tag in BLOCKS for child in element):
            _paragraphs_in(element)
            element.drop_tag()
    _paragraphs_in(root)


def _paragraphs_in(parent):
    """Text and inline marks between blocks are put into paragraphs."""
    children, text = list(parent), parent.text
    parent.text = None
    for child in children:
        parent.remove(child)
    loose = _loose(parent, text)
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in BLOCKS:
            parent.append(child)
            loose = _loose(parent, tail)
        else:
            if loose is None:
                loose = _paragraph(parent)
            loose.append(child)
            child.tail = tail
    return parent


def _loose(parent, text):
    if not (text or "").strip():
        return None
    paragraph = _paragraph(parent)
    paragraph.text = text
    return paragraph


def _paragraph(parent):
    paragraph = parent.makeelement("p")
    parent.append(paragraph)
    return paragraph


def _dress(root):
    for element in root.iter(*CLASSES):
        kept = [name for name in classes_of(element) if name in CLASSES[element.tag]]
        for name in LOOKS:
            element.attrib.pop(name, None)
        if kept:
            element.set("class", " ".join(kept))


def _keep_what_leads_somewhere(root):
    for picture in list(root.iter("img")):
        if not PICTURE.fullmatch(picture.get("src", "")):
            picture.drop_tree()
        else:
            picture.set("alt", picture.attrib.pop("alt", ""))
    for link in list(root.iter("a")):
        if not LINK.match((link.get("href") or "").strip()):
            link.drop_tag()


def _wrap_tables(root):
    """A wide table moves sideways in a frame of its own, which a keyboard can reach."""
    for table in list(root.iter("table")):
        parent = table.getparent()
        if parent.tag == "figure":
            frame = parent
        else:
            frame = table.makeelement("figure")
            frame.tail, table.tail = table.tail, None
            parent.replace(table, frame)
            frame.append(table)
        frame.set("class", "table")
        frame.set("tabindex", "0")


def _drop_empty(root):
    for element in reversed(list(root.iter("p", "h2", "h3", "h4", "strong", "em", "u", "s", "figure"))):
        has_something = element.text_content().strip("\xa0\u3000 \t\r\n") or element.xpath(".//img | .//table | .//hr")
        if element is not root and not has_something:
            element.drop_tree()
