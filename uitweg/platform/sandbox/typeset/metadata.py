"""A PDF without who made it, with what and when: only what PDF/UA asks of it stays."""

from io import BytesIO

import pikepdf

XMP_TEMPLATE = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><dc:title><rdf:Alt><rdf:li
 xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title><pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
"""The standard wants its own mark and the title in here; both are words of ours, never typed."""


def strip_metadata(made: bytes) -> bytes:
    """Return the same paper with a title and nothing else about itself.

    Its number in the file (`/ID`) follows from the content, so the same words give the same bytes.
    """
    written = BytesIO()
    with pikepdf.open(BytesIO(made)) as paper:
        title = str(paper.docinfo["/Title"])
        del paper.docinfo
        paper.docinfo = paper.make_indirect(pikepdf.Dictionary(Title=title))
        about = paper.make_stream(XMP_TEMPLATE.format(title=title).encode())
        about.Type, about.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        paper.Root.Metadata = about
        del paper.trailer.ID
        paper.save(written, deterministic_id=True, fix_metadata_version=False)
    return written.getvalue()
