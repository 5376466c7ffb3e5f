"""SVG pictures, read as XML: what of them may be published, and the links in them (SVG 2; XML 1.0, Namespaces).

Invariants. A picture without a fault, opened by itself or in a page, draws and does nothing else:

1. it is well-formed UTF-8, and every element, attribute, reference and function of its styles is on a list here;
2. no script, no animation, no element of HTML, no processing instruction, no entity but XML's own five;
3. it asks nobody for anything: pictures in it are pixels inside the file, all else it refers to is in the file too;
4. where a link in it leads is decided as for links of documents; nothing is followed unless somebody presses it;
5. reading takes time in proportion to the file, whatever it holds, and what it draws by repetition is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from qmsdoc.parse.paths import Way, classify
from qmsdoc.parse.svg_repeats import MOST_DRAWN, Repeats

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_LARGEST, _DEEPEST = 8_000_000, 200  # bytes, elements in one another
# What drawing programs note for themselves, which no browser knows: it neither draws nor acts.
_NOTES = frozenset(
    (
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://www.serif.com/",
        "http://www.bohemiancoding.com/sketch/ns",
    )
)
_ELEMENTS = frozenset(
    str.split(
        "a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix"
        " feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR"
        " feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile"
        " feTurbulence filter g image line linearGradient marker mask metadata path pattern polygon polyline"
        " radialGradient rect stop style svg switch symbol text textPath title tspan use view"
    )
)
# Names and words: no browser looks for an address or a style in them.
_WORDS = frozenset(
    str.split(
        "baseProfile class enable-background id lang name preserveAspectRatio requiredExtensions requiredFeatures role"
        " systemLanguage tabindex target type version viewBox zoomAndPan"
    )
)
_NUMBERS = frozenset(
    str.split(
        "amplitude azimuth baseFrequency bias clipPathUnits cx cy d diffuseConstant divisor dx dy edgeMode elevation"
        " exponent filterRes filterUnits fr fx fy gradientTransform gradientUnits height in in2 intercept k1 k2 k3 k4"
        " kernelMatrix kernelUnitLength lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth"
        " maskContentUnits maskUnits media method mode numOctaves offset operator order orient pathLength"
        " patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ preserveAlpha"
        " primitiveUnits r radius refX refY result rotate rx ry scale seed side slope spacing specularConstant"
        " specularExponent spreadMethod startOffset stdDeviation stitchTiles style surfaceScale tableValues targetX"
        " targetY textLength transform values width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z"
    )
)
_LOOKS = frozenset(
    str.split(
        "alignment-baseline background background-color baseline-shift clip clip-path clip-rule color"
        " color-interpolation color-interpolation-filters color-profile color-rendering cursor direction display"
        " dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font font-family"
        " font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant"
        " font-variant-caps font-variant-ligatures font-weight glyph-orientation-horizontal"
        " glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color marker marker-end"
        " marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events"
        " shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap"
        " stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align text-anchor text-decoration"
        " text-overflow text-rendering transform-box transform-origin unicode-bidi vector-effect visibility"
        " white-space word-spacing writing-mode"
    )
)
_FREE, _HREF = ("aria-", "data-"), ("href", f"{_XLINK} href")
_LINKING = {"title": None, "type": "simple", "show": None, "role": None, "arcrole": None, "actuate": "onRequest"}
_PIXELS = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_INSIDE = re.compile(r"#[^\s\"'()\\]*")
_OWN_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,8}|#x[0-9A-Fa-f]{1,6});)[A-Za-z_:][^\s;&<]{0,40};")
# A reference within the file, a string (which a line's end ends too), a comment: in none of them begins another.
_INERT = re.compile(
    r"""\burl\(\s*(\"|'|)#[^\s\"'()\\]*\1\s*\)|"[^"\n\r\f]*+"?|'[^'\n\r\f]*+'?|/\*.*?(?:\*/|\Z)""",
    re.IGNORECASE | re.DOTALL,
)
_FUNCTION = re.compile(r"(?<![\w-])([\w-]++)\(")
_AT = re.compile(r"@(?!media\b)", re.IGNORECASE)
_FUNCTIONS = frozenset(
    str.split(
        "blur brightness calc circle clamp color contrast cubic-bezier drop-shadow ellipse grayscale hsl hsla"
        " hue-rotate hwb inset invert is lab lch matrix matrix3d max min not nth-child nth-last-child nth-of-type"
        " oklab oklch opacity perspective polygon rgb rgba rotate saturate scale scalex scaley sepia skew skewx skewy"
        " translate translate3d translatex translatey var where"
    )
)


class SvgReading(NamedTuple):
    """What a picture is: why it is not published (`fault`, None where it is), and its links: words, destination."""

    fault: str | None
    links: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=256)
def read_svg(data: bytes) -> SvgReading:
    """Read the bytes of an SVG file. Never raises."""
    try:
        return SvgReading(None, _Reader().read(data))
    except _FaultError as error:
        return SvgReading(str(error))
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        return SvgReading(f"it is not well-formed XML ({error})")


class _FaultError(Exception):
    """What of the picture is not on the list."""


class _Reader:
    """Takes what expat finds, and refuses at the first thing that is not listed."""

    def __init__(self) -> None:
        self._depth = 0
        self._quiet = 0  # the depth at which notes of a drawing program began
        self._style: list[str] | None = None
        self._link: tuple[str, list[str]] | None = None
        self._links: dict[str, str] = {}
        self._repeats = Repeats(_HREF)

    def read(self, data: bytes) -> tuple[tuple[str, str], ...]:
        """Return the links, each destination once."""
        if len(data) > _LARGEST:
            raise _FaultError(f"it is larger than {_LARGEST // 1_000_000} MB")
        if "\0" in data.decode("utf-8"):
            raise _FaultError("it is not saved as UTF-8")
        entity = _OWN_ENTITY.search(data)
        if entity:
            raise _FaultError(f"it uses the entity {entity[0].decode('utf-8', 'replace')}")
        parser = expat.ParserCreate("UTF-8", " ")
        parser.buffer_text = True
        parser.XmlDeclHandler = _declared
        parser.StartDoctypeDeclHandler = _doctype
        parser.ProcessingInstructionHandler = _instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(data, True)
        if self._repeats.too_many():
            raise _FaultError(f"it draws more than {MOST_DRAWN} shapes, by using some again and again")
        return tuple((" ".join(words.split()) or to, to) for to, words in self._links.items())

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._style is not None or self._depth > _DEEPEST:
            divided, deep = "its styles hold an element", f"more than {_DEEPEST} elements stand in one another"
            raise _FaultError(deep if self._style is None else divided)
        space, _, local = name.rpartition(" ")
        if space != _SVG or local not in _ELEMENTS or (self._depth == 1 and local != "svg"):
            if space not in _NOTES or self._depth == 1:
                raise _FaultError(f"it holds the element <{local}>{'' if space == _SVG else f' of “{space}”'}")
            self._quiet = self._quiet or self._depth
        for key, value in attributes.items():
            self._attribute(local if space == _SVG else "", key, value)
        if space != _SVG:
            return
        if local == "style":
            self._style = []
        elif local == "a" and self._link is None:
            destination = next((attributes[key] for key in _HREF if key in attributes), "").strip()
            self._link = (destination, [])
        self._repeats.start(local, attributes)

    def _end(self, name: str) -> None:
        if name == f"{_SVG} style" and self._style is not None:
            _require_style(style := "".join(self._style))
            self._repeats.style(style)
            self._style = None
        elif name == f"{_SVG} a" and self._link is not None:
            destination, words = self._link
            if destination:
                self._links.setdefault(destination, " ".join(words))
            self._link = None
        self._quiet = 0 if self._quiet == self._depth else self._quiet
        self._depth -= 1
        if name.startswith(f"{_SVG} "):
            self._repeats.end()

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)
        elif self._link is not None and not self._quiet:
            self._link[1].append(text)

    def _attribute(self, element: str, key: str, value: str) -> None:
        space, _, name = key.rpartition(" ")
        if space in _NOTES or (space == _XML and name in {"lang", "space", "id"}):
            return
        if not element and not space and not name.lower().startswith("on"):
            return  # of an element that no browser knows
        if key in _HREF:
            _require_reference(element, value)
        elif space == _XLINK and name in _LINKING and _LINKING[name] in {None, value}:
            return
        elif space or not (name in _WORDS or name.startswith(_FREE)):
            if space or name not in _NUMBERS | _LOOKS:
                raise _FaultError(f"it holds the attribute {name}")
            _require_style(value)


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise _FaultError(f"it says that its encoding is {encoding}, and not UTF-8")


def _doctype(name: str, _system: str | None, public: str | None, subset: int) -> None:
    if name != "svg" or subset or (public is not None and not public.startswith("-//W3C//DTD SVG ")):
        raise _FaultError("its DOCTYPE is not that of SVG alone")


def _instruction(target: str, _data: str) -> None:
    raise _FaultError(f"it holds the instruction <?{target}")


def _require_reference(element: str, value: str) -> None:
    """Raise where an `href` leads out of the file, unless it is that of a link and may be followed."""
    value = value.strip()
    if element == "a":
        fine = not value or classify(value) is not Way.UNSAFE
    elif element == "image":
        fine = bool(_PIXELS.fullmatch(value))
    else:
        fine = bool(element) and bool(_INSIDE.fullmatch(value))
    if not fine:
        raise _FaultError(f"{f'<{element}>' if element else 'an element'} leads to '{value[:60]}'")


def _require_style(style: str) -> None:
    """Raise where a style, or an attribute that is one, could fetch something (CSS Syntax 3, 4.3)."""
    if "\\" in style or "<" in style:
        raise _FaultError("its styles hold a backslash or a tag")
    bare = _INERT.sub(" ", style)
    if _AT.search(bare):
        raise _FaultError("its styles hold a rule that begins with @")
    for found in _FUNCTION.finditer(bare):
        if found[1].lower() not in _FUNCTIONS:
            raise _FaultError(f"its styles hold {found[1]}(…)")
