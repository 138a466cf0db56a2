"""Words of other systems mean the same in our Markdown."""

import pytest
from hypothesis import given, settings

from lms.authoring.exchange.wording import Form, prose, words
from lms.kit.markup import Text
from tests.authoring.banks import WEIRD


def shown(markdown: str) -> str:
    return " ".join(Text(markdown).plain.split())


@settings(max_examples=600, deadline=None)
@given(text=WEIRD)
def test_plain_words_are_shown_as_they_are(text: str) -> None:
    markdown = prose(text, Form.PLAIN)
    assert shown(markdown) == " ".join(text.split())
    assert not Text(markdown).raw_html()
    assert not Text(markdown).links()
    assert not Text(markdown).images()


@settings(max_examples=600, deadline=None)
@given(text=WEIRD)
def test_html_is_read_without_ever_becoming_html(text: str) -> None:
    markdown = prose(f"<p>{text}</p>", Form.HTML)
    assert not Text(markdown).raw_html()


@pytest.mark.parametrize(
    ("html", "markdown", "plain"),
    [
        ("<p>Satu <b>dua</b> dan <em>tiga</em>.</p>", "Satu **dua** dan *tiga*.", "Satu dua dan tiga."),
        ("<p>Satu</p><p>Dua<br>Tiga</p>", "Satu\n\nDua\\\nTiga", "Satu\nDua\nTiga"),
        (
            "<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>",
            "- a\n- b\n   1. c\n   2. d",
            "- a\n- b\n   1. c\n   2. d",
        ),
        (
            '<a href="https://palembang.go.id/a?b=1&amp;c=2">Kota</a>',
            "[Kota](https://palembang.go.id/a?b=1&c=2)",
            "Kota",
        ),
        ('<a href="javascript:alert(1)">Klik</a>', "Klik", "Klik"),
        ("<strong>a</strong><b>b</b> <b> c </b>", "**ab**  **c**", "ab  c"),
        ("<h3>Judul</h3><table><tr><td>1</td><td>2</td></tr></table>", "Judul\n\n1  2", "Judul\n1  2"),
        ("<style>p {}</style><script>x</script>Aman<!-- tidak -->", "Aman", "Aman"),
        ("2 &lt; 3 &amp; 4&nbsp;5", "2 < 3 & 4 5", "2 < 3 & 4 5"),
        ("&lt;b&gt; itu apa?", "`<b>` itu apa?", "<b> itu apa?"),
        ("&lt;b&gt;&lt;/b&gt;?", "`<b></b>`?", "<b></b>?"),
        ("1. bukan daftar", "1\\. bukan daftar", "1. bukan daftar"),
    ],
)
def test_html_becomes_markdown_or_words(html: str, markdown: str, plain: str) -> None:
    assert prose(html, Form.HTML) == markdown
    assert words(html, Form.HTML) == plain
