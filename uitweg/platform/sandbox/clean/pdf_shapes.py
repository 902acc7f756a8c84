"""What may stay of each kind of part of a PDF (ISO 32000-2): what is needed to draw its pages.

A kind is a list of keys; behind each key stands of which kind its value is. What is not named here
goes, so that what we never heard of goes too.
"""

Shape = dict[str, str]

PLAIN = "plain"
"""Numbers, names, yes and no, and lists of those: no text."""
TEXT = "text"


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _keys(names: str, kind: str = PLAIN) -> Shape:
    return {f"/{name}": kind for name in names.split()}


SHAPES: dict[str, Shape] = {
    "page": _keys("Contents Type MediaBox CropBox BleedBox TrimBox ArtBox Rotate UserUnit")
    | {"/Resources": "resources", "/Group": "group", "/Annots": "annotation"},
    "resources": _keys("ProcSet")
    | {"/Font": "fonts", "/XObject": "xobjects", "/ExtGState": "states", "/Shading": "shadings"}
    | {"/ColorSpace": "colours", "/Pattern": "patterns"},
    "fonts": {"*": "font"},
    "xobjects": {"*": "xobject"},
    "states": {"*": "state"},
    "colours": {"*": "colour"},
    "patterns": {"*": "pattern"},
    "shadings": {"*": "shading"},
    "letters": {"*": "content"},
    "group": _keys("Type S I K") | {"/CS": "colour"},
    "form": _keys("Type Subtype FormType BBox Matrix")
    | {"/Resources": "resources", "/Group": "group"},
    "content": {},
    "image": _keys("Type Subtype Width Height BitsPerComponent Intent ImageMask Decode Interpolate")
    | _keys("SMaskInData Matte Filter")
    | {"/ColorSpace": "colour", "/Mask": "mask", "/SMask": "xobject", "/DecodeParms": "decoding"},
    "decoding": _keys("Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine Rows")
    | _keys("EncodedByteAlign EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform")
    | {"/JBIG2Globals": "jbig2"},
    "state": _keys("Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK")
    | {"/Font": "font and size", "/SMask": "soft mask", "/TR": "function", "/TR2": "function"},
    "soft mask": _keys("Type S BC") | {"/G": "xobject", "/TR": "function"},
    "tiling": _keys("Type PatternType PaintType TilingType BBox XStep YStep Matrix")
    | {"/Resources": "resources"},
    "shading pattern": _keys("Type PatternType Matrix")
    | {"/Shading": "shading", "/ExtGState": "state"},
    "shading": _keys("ShadingType Background BBox AntiAlias Domain Matrix Coords Extend")
    | _keys("BitsPerCoordinate BitsPerComponent BitsPerFlag Decode VerticesPerRow")
    | {"/ColorSpace": "colour", "/Function": "function"},
    "function": _keys("FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N")
    | _keys("Bounds")
    | {"/Functions": "function"},
    "calibrated": _keys("WhitePoint BlackPoint Gamma Matrix Range"),
    "profile": _keys("N Range") | {"/Alternate": "colour"},
    "font": _keys("Type Subtype BaseFont FirstChar LastChar Widths DW W DW2 W2 FontBBox FontMatrix")
    | {"/Encoding": "encoding", "/ToUnicode": "letter map", "/DescendantFonts": "font"}
    | {"/FontDescriptor": "descriptor", "/CIDSystemInfo": "script", "/CIDToGIDMap": "numbers"}
    | {"/CharProcs": "letters", "/Resources": "resources"},
    "encoding": _keys("Type BaseEncoding Differences"),
    "letter map": _keys("Type CMapName WMode") | {"/UseCMap": "letter map"}
    | {"/CIDSystemInfo": "script"},
    "script": _keys("Registry Ordering", TEXT) | _keys("Supplement"),
    "descriptor": _keys("Type FontName Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight")
    | _keys("XHeight StemV StemH AvgWidth MaxWidth MissingWidth")
    | {"/CharSet": TEXT, "/FontFile": "font file", "/FontFile2": "font file"}
    | {"/FontFile3": "font file"},
    "font file": _keys("Subtype Length1 Length2 Length3"),
    "annotation": _keys("Type Subtype Rect F C IC Border CA ca QuadPoints InkList L LE LL LLE RD")
    | _keys("Vertices Q Rotate")
    | {"/Contents": TEXT, "/DA": TEXT, "/BS": "border", "/BE": "border", "/AP": "appearance"},
    "border": _keys("Type W S D I"),
    "appearance": {"/N": "xobject"},
}  # fmt: skip
