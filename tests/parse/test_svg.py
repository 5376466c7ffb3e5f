"""SVG pictures: what draws is published, what could act, fetch or lead away is not, in whatever form."""

from __future__ import annotations

import pytest

from qmsdoc.parse.svg import read_svg

_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
_XHTML = 'xmlns:h="http://www.w3.org/1999/xhtml"'


def fault(inside: str, *, before: str = "", opened: str = _OPEN, end: str = "</svg>", encoding: str = "utf-8") -> str:
    """What is wrong with a picture; empty where nothing is."""
    return read_svg(f"{before}{opened}{inside}{end}".encode(encoding)).fault or ""


DRAWS = [
    "",
    '<path d="M0 0L1 1"/><circle cx="1" cy="1" r="1" fill="#889" stroke="rgb(1, 2, 3)"/>',
    '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs><rect fill="url(#g)"/>',
    "<rect fill=\"url('#g')\" transform='translate(1 2) rotate(3)'/>",
    '<use href="#a"/><use xlink:href="#b"/>',
    "<text>on = off, javascript: and &lt;script&gt; are words</text>",
    "<style>.a { fill: url(#g); color: rgb(1,2,3) } /* @import 'x' */ @media print { .a { fill: red } }</style>",
    "<style><![CDATA[ .a:not(.b) { font: 12px sans-serif } ]]></style>",
    '<a href="QP-001"><rect/></a><a xlink:href="https://x.example/"/><a href="mailto:a@b.example"/>',
    '<a xlink:href="x.md" xlink:title="X" target="_top" xlink:show="new" xlink:actuate="onRequest"/>',
    '<image href="data:image/png;base64,iVBORw0KGgo="/>',
    '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="Layer" aria-label="x" data-name="url(x)"/>',
    '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" about="x"/></metadata>',
    '<filter id="f"><feGaussianBlur in="SourceGraphic" stdDeviation="2"/></filter><g filter="url(#f)"/>',
    '<text xml:lang="de" xml:space="preserve">Über &#252; &#xFC;</text>',
]


@pytest.mark.parametrize("inside", DRAWS)
def test_what_draws_is_published(inside: str) -> None:
    assert fault(inside) == ""


def test_what_programs_write_before_the_picture_is_taken() -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert fault("", before=f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n{doctype}\n<!-- a -->\n') == ""
    assert fault("", before="\ufeff") == ""


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<script href="x.js"/>',
        '<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>',
        f"<h:script {_XHTML}>1</h:script>",
        f"<h:img {_XHTML} src='https://evil.example/'/>",
        f'<h:meta {_XHTML} http-equiv="refresh" content="0;url=https://evil.example/"/>',
        f"<metadata><h:script {_XHTML}>1</h:script></metadata>",
        f"<metadata><h:iframe {_XHTML} src='/qp-001/'/></metadata>",
        '<i:x xmlns:i="http://www.inkscape.org/namespaces/inkscape"><script>1</script></i:x>',
        '<x xmlns="" />',
        '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="x"/>',
        "<foreignObject/>",
        "<iframe/>",
        '<animate attributeName="href" values="javascript:1"/>',
        '<set attributeName="onload" to="1"/>',
        '<animateTransform attributeName="transform"/>',
        '<handler type="application/ecmascript">1</handler>',
        '<feImage href="https://evil.example/x.png"/>',
        '<font-face><font-face-src><font-face-uri href="x"/></font-face-src></font-face>',
        '<cursor href="https://evil.example/c.png"/>',
        '<g onclick="x"/>',
        '<g ONLOAD="x"/>',
        '<g onbegin="x"/>',
        '<i:x xmlns:i="http://www.inkscape.org/namespaces/inkscape" onload="x"/>',
        '<g ev:event="x" xmlns:ev="http://www.w3.org/2001/xml-events"/>',
        '<g xml:base="https://evil.example/"><use href="#a"/></g>',
        '<g unknown="x"/>',
    ],
)
def test_elements_and_attributes_that_are_not_listed_keep_the_picture_out(inside: str) -> None:
    assert fault(inside).startswith("it holds ")


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="javascript:1"/>',
        '<a xlink:href=" java&#10;script:1"/>',
        '<a href="&#106;avascript:1"/>',
        '<a href="data:text/html,x"/>',
        '<a href="blob:x"/>',
        '<use href="https://evil.example/x.svg#a"/>',
        '<use href="other.svg#a"/>',
        '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
        '<image href="https://evil.example/x.png"/>',
        '<image href="//evil.example/x.png"/>',
        '<image href="x.png"/>',
        '<image xlink:href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<image href="data:text/html;base64,PHN2Zy8+"/>',
        '<linearGradient href="https://evil.example/x.svg#g"/>',
        '<textPath href="x.svg#p">a</textPath>',
    ],
)
def test_references_that_leave_the_file_keep_the_picture_out(inside: str) -> None:
    assert " leads to " in fault(inside)


@pytest.mark.parametrize(
    "style",
    [
        "fill: url(https://evil.example/x)",
        "fill: url( '//evil.example/x' )",
        "fill: URL(x.svg#a)",
        "fill: url(#a",
        "fill: u\\72l(https://evil.example/x)",
        "background: image-set('https://evil.example/x' 1x)",
        "background: src('https://evil.example/x')",
        "background: -webkit-image-set(url(#a) 1x)",
        "background: image(ltr 'https://evil.example/x')",
        "width: expression(1)",
        "background: url(#a), url(https://evil.example/x)",
        "a: url(#a)url(x)",
        "quotes: '/*'; background: url(https://evil.example/x); quotes: '*/'",
        "quotes: '/*' url(//evil.example/x) '*/'",
        "background: url(/*//evil.example/*/#a)",
        "quotes: 'url('; background: url(//evil.example/x'#a)",
    ],
)
def test_styles_that_could_fetch_keep_the_picture_out(style: str) -> None:
    assert fault(f'<rect style="{style}"/>').startswith("its styles hold ")
    assert fault(f"<style>.a {{ {style} }}</style>").startswith("its styles hold ")


@pytest.mark.parametrize(
    "style",
    [
        "@import 'https://evil.example/x.css';",
        "@font-face { font-family: a; src: local(a) }",
        "@IMPORT url(#a);",
        "/* */@import 'x';",
        "@namespace x 'y';",
        "a { quotes: '/*' } @font-face { font-family: a; src: url(https://evil.example/x) } b { quotes: '*/' }",
    ],
)
def test_rules_of_styles_that_could_fetch_keep_the_picture_out(style: str) -> None:
    assert fault(f"<style>{style}</style>") == "its styles hold a rule that begins with @"


@pytest.mark.parametrize("between", ["<style/>", "<title/>", "<g><style/></g>"])
def test_no_element_divides_a_style(between: str) -> None:
    """Browsers put the words around it together: `ur` and `l(…)` fetch."""
    assert fault(f"<style>.a {{ fill: ur{between}l(https://evil.example/x) }}</style>").startswith("its styles hold ")


def test_the_end_of_a_line_ends_a_string() -> None:
    style = "a { quotes: '/*\n; background: url(//evil.example/x); quotes: '*/' }"
    assert fault(f"<style>{style}</style>").startswith("its styles hold ")
    assert fault(f'<rect style="{style}"/>') == ""  # of an attribute's value, XML makes line ends blanks


def test_words_of_styles_are_words() -> None:
    for words in ("'@import'", "'url(x)'", "'it is /* not a comment'", "/* it's */ red /* url(x) */", "url( '#a' )"):
        assert fault(f"<style>a {{ quotes: {words} }}</style>") == ""


def test_a_presentation_attribute_is_a_style() -> None:
    for name in ("fill", "filter", "mask", "clip-path", "marker-end", "cursor", "transform"):
        assert fault(f'<rect {name}="url(https://evil.example/x)"/>') == "its styles hold url(…)"


@pytest.mark.parametrize(
    ("before", "inside", "said"),
    [
        ("<?xml-stylesheet href='x.css'?>", "", "instruction"),
        ("", "<?php 1 ?>", "instruction"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]>", "", "DOCTYPE"),
        ("<!DOCTYPE svg [<!ATTLIST g onload CDATA '1'>]>", "", "DOCTYPE"),
        ("<!DOCTYPE html>", "", "DOCTYPE"),
        ('<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">', "", "DOCTYPE"),
        ('<!DOCTYPE svg SYSTEM "x.dtd">', "<a href='java&Tab;script:1'/>", "entity"),
        ('<?xml version="1.0" encoding="UTF-7"?>', "", "encoding"),
        ('<?xml version="1.0" encoding="ISO-2022-JP"?>', "", "encoding"),
        ("", "<g>", "well-formed"),
        ("x", "", "well-formed"),
    ],
)
def test_what_stands_around_the_picture_is_judged_too(before: str, inside: str, said: str) -> None:
    assert said in fault(inside, before=before)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-7", "cp037"])
def test_other_encodings_keep_the_picture_out(encoding: str) -> None:
    assert fault("<script>ü</script>", encoding=encoding)
    assert fault("<rect/>", encoding=encoding) or encoding == "utf-7"


@pytest.mark.parametrize(
    "opened", ["<svg>", '<html xmlns="http://www.w3.org/1999/xhtml">', '<g xmlns="http://www.w3.org/2000/svg">']
)
def test_only_svg_is_svg(opened: str) -> None:
    name = opened[1:].split(" ", maxsplit=1)[0].rstrip(">")
    assert fault("", opened=opened, end=f"</{name}>").startswith("it holds the element")


def test_links_are_told_with_their_words() -> None:
    inside = '<a href="QP-001"><text>See <tspan>QP 1</tspan></text></a><a xlink:href="QP-001"/><a href="x.md"/><a/>'
    links = (("See QP 1", "QP-001"), ("x.md", "x.md"))
    assert read_svg(f"{_OPEN}{inside}</svg>".encode()).links == links


def test_what_doubles_is_counted_and_not_drawn() -> None:
    def doubled(times: int) -> str:
        return "".join(f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(times))

    patterns = "".join(
        f'<pattern id="p{n}"><rect fill="url(#p{n + 1})"/><rect style="fill:url(#p{n + 1})"/></pattern>'
        for n in range(30)
    )
    assert fault(doubled(30)).startswith("it draws more than")
    assert fault(patterns).startswith("it draws more than")
    assert fault(doubled(12)) == ""
    assert fault('<g id="a"><use href="#a"/></g>') == ""  # a circle draws nothing (SVG 2, 5.6)


@pytest.mark.parametrize("rule", [".a{n}", "rect.a{n}:hover", "g > .a{n}", "#r{n}, #s{n}"])
def test_what_a_style_sheet_doubles_is_counted_too(rule: str) -> None:
    def doubled(times: int) -> str:
        style = "".join(f"{rule.format(n=n)} {{ fill: url('#p{n + 1}') }}" for n in range(times))
        two = '<rect id="r{n}" class="b a{n}"/><rect id="s{n}" class="a{n}"/>'
        patterns = "".join(f'<pattern id="p{n}">{two.format(n=n)}</pattern>' for n in range(1, times + 1))
        return f"{patterns}<rect id='r0' class='a0'/><style>{style}</style>"

    assert fault(doubled(30)).startswith("it draws more than")
    assert fault(doubled(8)) == ""


def test_a_rule_for_all_elements_counts_for_each() -> None:
    style = "<style>rect {{ fill: url(#p) }}</style><pattern id='p'>{}</pattern>"
    assert fault(style.format("<path/>" * 500) + "<rect/>" * 300) == ""
    assert fault(style.format("<path/>" * 500) + "<rect/>" * 401).startswith("it draws more than")


def test_many_pictures_of_drawing_programs_are_few_shapes() -> None:
    clips = "".join(f'<clipPath id="c{n}"><rect/></clipPath>' for n in range(300))
    rules = "".join(f".k{n}{{clip-path:url(#c{n});fill:url(#g)}}" for n in range(300))
    shapes = "".join(f'<path class="k{n % 300}"/>' for n in range(5000))
    assert fault(f"<style>{rules}</style><linearGradient id='g'><stop/></linearGradient>{clips}{shapes}") == ""


def test_depth_and_size_are_bounded() -> None:
    assert fault("<g>" * 199 + "</g>" * 199) == ""
    assert fault("<g>" * 200 + "</g>" * 200) == "more than 200 elements stand in one another"
    assert fault(" " * 8_000_000).startswith("it is larger")
