from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from lms.kit.markup import Fence, Picture, Reference, Text


def to_html(
    markdown: str, *, pictures: Mapping[str, Picture] | None = None, links: Mapping[str, str] | None = None
) -> Markup:
    return Text(markdown).html(pictures=pictures or {}, links=links or {})


def test_raw_html_is_shown_as_text() -> None:
    assert to_html("a <b>tebal</b> <script>alert(1)</script>") == (
        "<p>a &lt;b&gt;tebal&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    )


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_a_link_cannot_act(target: str) -> None:
    assert 'href="' not in to_html(f"[klik]({target})")


def test_a_link_outside_tells_nothing_about_us() -> None:
    assert to_html("[Kominfo](https://komdigi.go.id)") == (
        '<p><a href="https://komdigi.go.id" rel="noopener noreferrer">Kominfo</a></p>\n'
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Satu\n## Dua", "<h2>Satu</h2>\n<h3>Dua</h3>\n"),
        ("## Satu\n### Dua", "<h2>Satu</h2>\n<h3>Dua</h3>\n"),
        ("### Satu", "<h2>Satu</h2>\n"),
        ("# A\n###### F", "<h2>A</h2>\n<h6>F</h6>\n"),
    ],
)
def test_headings_start_below_the_title_of_the_page(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_a_callout_is_an_aside_with_its_title() -> None:
    assert to_html("> [!contoh]\n> **Kurang** tepat\n>\n> Lagi") == (
        '<aside class="callout callout-contoh" role="note">\n<p class="callout-title">Contoh</p>\n'
        "<p><strong>Kurang</strong> tepat</p>\n<p>Lagi</p>\n</aside>\n"
    )


def test_a_callout_may_bring_its_own_title() -> None:
    assert to_html("> [!ingat] Tiga & satu\n\n> biasa") == (
        '<aside class="callout callout-ingat" role="note">\n<p class="callout-title">Tiga &amp; satu</p>\n</aside>\n'
        "<blockquote>\n<p>biasa</p>\n</blockquote>\n"
    )


def test_a_quote_inside_a_callout_stays_a_quote() -> None:
    assert to_html("> [!latihan]\n> > kutipan\n>\n> lalu").count("</blockquote>") == 1


def test_a_table_scrolls_in_a_region_of_its_own_name() -> None:
    html = to_html("|a|b|\n|--|-:|\n|1|2|\n\nx\n\n|c|\n|--|\n|3|")
    assert '<div class="table-scroll" tabindex="0" role="region" aria-label="Tabel 1">\n<table>' in html
    assert 'aria-label="Tabel 2"' in html
    assert '<th scope="col">a</th>' in html
    assert '<td class="text-end">2</td>' in html
    assert "style" not in html


def test_the_empty_corner_of_a_table_is_no_head() -> None:
    assert '<tr>\n<td></td>\n<th scope="col">a</th>\n</tr>' in to_html("| |a|\n|--|--|\n|1|2|")


def test_an_image_keeps_its_place_while_it_loads() -> None:
    pictures = {"images/a.svg": Picture("/courses/m/images/a.svg?v=1", 800, 450)}
    assert to_html('![Peta "kota"](images/a.svg)', pictures=pictures) == (
        '<p><img src="/courses/m/images/a.svg?v=1" alt="Peta &quot;kota&quot;" width="800" height="450"'
        ' loading="lazy"></p>\n'
    )


def test_an_image_we_do_not_have_is_its_alt_text() -> None:
    assert to_html("![Peta <kota>](https://example.org/a.png)") == "<p>Peta &lt;kota&gt;</p>\n"


def test_links_lead_where_the_page_says() -> None:
    assert 'href="lead"' in to_html("[Lead](01-lead.md)", links={"01-lead.md": "lead"})


def test_what_a_text_refers_to_comes_with_its_line() -> None:
    text = Text(
        "satu\n[a](x.md) dan\n![b](b.svg) <br>\n\n"
        "> [!ingat] Judul\n> tiga\n> ![c](c.svg)\n\n"
        "| t |\n|---|\n| ![d](d.svg) |\n\n`<i>`\n\n> [!catatan]\n"
    )
    assert text.links() == [Reference(2, "x.md")]
    assert text.images() == [Reference(3, "b.svg", "b"), Reference(7, "c.svg", "c"), Reference(11, "d.svg", "d")]
    assert text.raw_html() == [Reference(3, "<br>")]
    assert text.unknown_callouts() == [Reference(15, "catatan")]


def test_a_text_comes_in_pieces_that_show_the_same_as_the_whole() -> None:
    markdown = "# Satu\n\nx *y* `z`\nlagi\n\n- a\n- b\n\n|h|i|\n|-|-|\n|1|2|\n\n> [!ingat] Tiga\n> c\n\n![d](e)\n\n    kode\n\n---\n"
    pieces = list(Text(markdown).pieces(pictures={}, links={}))
    assert "".join(piece.html for piece in pieces) == to_html(markdown)
    assert [piece.plain for piece in pieces] == ["Satu", "x y z lagi", "a\nb", "h\ni\n1\n2", "Tiga\nc", "", "", ""]
    assert [piece.heading for piece in pieces] == [2, 0, 0, 0, 0, 0, 0, 0]


def test_tables_of_several_texts_are_counted_on() -> None:
    table, tables = "|a|\n|-|\n|b|", count(1)
    first, second = (Text(table).html(pictures={}, links={}, tables=tables) for _ in range(2))
    assert "Tabel 1" in first
    assert "Tabel 2" in second


@pytest.mark.parametrize(
    ("markdown", "fence"),
    [
        ("x\n\n```check now\na: 1\n```\ny", Fence("check", 3, "a: 1\n", alone=True, closed=True)),
        ("~~~~ sort\n```\n~~~~", Fence("sort", 1, "```\n", alone=True, closed=True)),
        ("```\n```", Fence("", 1, "", alone=True, closed=True)),
        ("```check\na: 1", Fence("check", 1, "a: 1", alone=True, closed=False)),
        ("```check\na: 1\n", Fence("check", 1, "a: 1\n", alone=True, closed=False)),
        ("```check", Fence("check", 1, "", alone=True, closed=False)),
        ("- x\n  ```check\n  a: 1\n  ```", Fence("check", 2, "a: 1\n", alone=False, closed=True)),
    ],
)
def test_a_fenced_block_says_what_it_is_called_and_where_it_stands(markdown: str, fence: Fence) -> None:
    assert Text(markdown).fences() == [fence]


def test_a_single_line_has_emphasis_but_no_blocks() -> None:
    line = Text("# *satu* [dua](x)", line=True)
    assert line.html(pictures={}, links={"x": "y"}) == '# <em>satu</em> <a href="y" rel="noopener noreferrer">dua</a>'
    assert line.plain == "# satu dua"


class Seen(HTMLParser):
    """Collects the tags and attributes a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@given(st.text(alphabet="<>&\"'[]()!#*`|-: \nax/=", max_size=200))
def test_whatever_is_written_a_browser_sees_only_plain_tags(markdown: str) -> None:
    seen = Seen(to_html(f"<script onload=x>{markdown}"))
    assert seen.tags <= {
        *("a", "blockquote", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s"),
        *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "br"),
    }
    assert seen.attributes <= {"href", "rel", "class", "tabindex", "role", "aria-label", "scope", "start"}
