"""Remove from a PDF who made it, with what and when; what PDF/UA requires stays."""

from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf

XMP_TEMPLATE = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><dc:title><rdf:Alt><rdf:li
 xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title><pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
"""PDF/UA requires its mark and the title here."""


def strip_metadata(content: bytes) -> bytes:
    """Return the same PDF with a title and no other metadata.

    Its `/ID` follows from the content, so that the same words give the same bytes.
    """
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        title = str(pdf.docinfo["/Title"])
        del pdf.docinfo
        pdf.docinfo = pdf.make_indirect(pikepdf.Dictionary(Title=title))
        xmp = pdf.make_stream(XMP_TEMPLATE.format(title=escape(title)).encode())
        xmp.Type, xmp.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        pdf.Root.Metadata = xmp
        del pdf.trailer.ID
        pdf.save(written, deterministic_id=True, fix_metadata_version=False)
    return written.getvalue()
