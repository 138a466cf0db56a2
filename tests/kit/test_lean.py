"""A style sheet loses what no page can match, and nothing else."""

import re

import pytest

from lms.kit.assets import BOOTSTRAP, sources
from lms.kit.lean import lean


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ('@charset "UTF-8";.a{x:1}.b{x:2}', '@charset "UTF-8";.a{x:1}'),
        ("/* .a{} */p{x:1}", "p{x:1}"),
        (".a,.b,.a .b,.a>p{x:1}", ".a,.a>p{x:1}"),
        (".a:not(.b):hover{x:1}", ".a:not(.b):hover{x:1}"),
        (".a:is(p,.b){x:1}p:is(i,b){x:2}", "p:is(i,b){x:2}"),
        ("[type=text]{x:1}[data-bs-theme=dark]{x:2}", "[type=text]{x:1}"),
        ("@media print{.a{x:1}.b{x:2}}@media screen{.b{x:3}}", "@media print{.a{x:1}}"),
        ("@supports (a:b){@media print{.b{x:1}}}", ""),
        ("@keyframes b{0%{x:1}100%{x:2}}", "@keyframes b{0%{x:1}100%{x:2}}"),
    ],
)
def test_rules_that_nothing_can_match_go(css: str, left: str) -> None:
    assert lean(css, {"a", "type"}) == left


def test_a_sheet_that_ends_too_early_is_refused() -> None:
    with pytest.raises(ValueError, match="inside a block"):
        lean(".a{x:1", {"a"})


def test_bootstrap_is_sent_without_what_we_do_not_use() -> None:
    whole, sent = BOOTSTRAP.read_text(), sources()["bootstrap.min.css"].decode()
    assert len(sent) < len(whole) / 4
    classes = re.compile(r"\.(-?[a-z][\w-]*)")
    for wanted in ("btn", "btn-primary", "btn-link", "form-control", "form-select", "visually-hidden", "text-end"):
        assert wanted in classes.findall(sent)
    assert sent.count("{") == sent.count("}")
