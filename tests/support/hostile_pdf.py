"""A PDF with something to hide in every place of it that we know; all in it is made up."""

import re
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import ExifTags, Image, ImageCms

JAVASCRIPT = Name.JavaScript


class HostilePdf:
    """Builds the PDF; `secrets` has the word that was hidden in each place."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.secrets: list[str] = []
        self.page = self.pdf.add_blank_page(page_size=(300, 300)).obj
        self._build()

    def secret(self, place: str) -> str:
        self.secrets.append(f"Kees-{place}-verzonnen")
        return self.secrets[-1]

    def stream(self, content: str | bytes, **keys: Any) -> Stream:
        raw = content.encode() if isinstance(content, str) else content
        return Stream(self.pdf, raw, Dictionary(**keys))

    def metadata(self, place: str) -> Stream:
        xmp = f"<x:xmpmeta><dc:creator>{self.secret(place)}</dc:creator></x:xmpmeta>"
        return self.stream(xmp, Type=Name.Metadata, Subtype=Name.XML)

    def script(self, place: str) -> Dictionary:
        return Dictionary(S=JAVASCRIPT, JS=f"app.alert('{self.secret(place)}')")

    def file(self, place: str) -> Dictionary:
        path = self.secret(f"{place}-path")
        inner = self.stream(self.secret(place), Type=Name.EmbeddedFile)
        return Dictionary(Type=Name.Filespec, F=path, UF=path, EF=Dictionary(F=inner))

    def _build(self) -> None:
        self._fill_page()
        self._fill_resources()
        self._fill_remarks()
        self._fill_form()
        self._fill_document()

    def _fill_page(self) -> None:
        secret = self.secret
        self.page.Metadata = self.metadata("page-xmp")
        self.page.LastModified = secret("page-modified")
        self.page.PieceInfo = Dictionary(Word=Dictionary(Private=secret("piece-info")))
        self.page.AA = Dictionary(O=self.script("page-opens"))
        self.page.AF = Array([self.file("page-file")])
        self.page.KeesOwnKey = secret("unknown-key")
        self.page.Thumb = self.stream(secret("thumbnail"), Width=1, Height=1)
        self.page.Contents = self.pdf.make_stream(
            f"% {secret('comment')}\n/Span <</ActualText ({secret('actual-text')})>> BDC\n"
            "BT /F0 12 Tf 20 250 Td (Wat er staat) Tj ET EMC\n"
            f"({secret('unknown-operator')}) kees\n"
            "q 100 0 0 50 20 150 cm /Im0 Do Q q 1 0 0 1 20 20 cm /Fm0 Do Q\n"
            "/OC /Layer BDC 0 0 1 rg 200 20 30 30 re f EMC\n"
            "/Sp cs 0.5 scn 240 20 30 30 re f /S0 sh".encode()
        )

    def _fill_resources(self) -> None:
        secret, pdf = self.secret, self.pdf
        tint = self.stream(f"{{ % {secret('function')}\n dup dup }}", FunctionType=4,
                           Domain=[0, 1], Range=[0, 1, 0, 1, 0, 1])  # fmt: skip
        form = self.stream(f"% {secret('form-comment')}\n0 1 0 rg 0 0 30 30 re f",
                           Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 30, 30])  # fmt: skip
        form.Metadata, form.LastModified = self.metadata("form-xmp"), secret("form-modified")
        form.PieceInfo = Dictionary(A=Dictionary(Private=secret("form-piece")))
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Helvetica, Flags=32)
        descriptor.FontFamily, descriptor.Metadata = secret("family"), self.metadata("font-xmp")
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        font.FontDescriptor = descriptor
        descriptor.FontFile2 = self.stream(self._font())
        font.ToUnicode = self.stream(f"%%Title: {secret('letter-map')}\nbegincmap endcmap")
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=secret("layer")))
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(Order=[layer]))
        self.page.Resources = Dictionary(
            Font=Dictionary(F0=font),
            XObject=Dictionary(Im0=self._photo(), Fm0=form),
            ColorSpace=Dictionary(Sp=Array([Name.Separation, Name.Spot, Name.DeviceRGB, tint])),
            Properties=Dictionary(Layer=layer, Tag=Dictionary(Alt=secret("properties"))),
            Shading=Dictionary(S0=Dictionary(
                ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[280, 0, 300, 0],
                Function=Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1),
                Author=secret("shading"), Length=secret("length"))),
        )  # fmt: skip

    def _font(self) -> bytes:
        """Return a font of one table, with its names."""
        names = self.secret("font-name").encode()
        head = b"\0\1\0\0\0\1" + bytes(6) + b"name" + bytes(4)
        return head + (28).to_bytes(4) + len(names).to_bytes(4) + names

    def _photo(self) -> Stream:
        exif = Image.Exif()
        exif[ExifTags.Base.Artist] = self.secret("exif")
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = self.secret("gps")
        made = BytesIO()
        Image.linear_gradient("L").convert("RGB").save(
            made, "JPEG", exif=exif, comment=self.secret("jpeg-comment").encode(),
            xmp=f'<x dc:title="{self.secret("jpeg-xmp")}"/>'.encode(), progressive=True,
        )  # fmt: skip
        photo = self.stream(made.getvalue() + self.secret("behind-jpeg").encode())
        photo.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Filter": Name.DCTDecode})
        photo.update({"/Width": 256, "/Height": 256, "/BitsPerComponent": 8})
        photo.ColorSpace = Array([Name.ICCBased, self.stream(self._profile(), N=3)])
        photo.Metadata = self.metadata("picture-xmp")
        photo.OPI = Dictionary(F=self.secret("opi"))
        return photo

    def _profile(self) -> bytes:
        """Return a colour profile that says on which screen it was made."""
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        name = "sRGB built-in".encode("utf-16-be")
        assert name in profile
        return profile.replace(name, self.secret("icc")[:13].encode("utf-16-be"))

    def remark(self, kind: str, **keys: Any) -> Dictionary:
        return Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[0, 0, 9, 9], Border=[0, 0, 0], **keys
        )

    def _fill_remarks(self) -> None:
        secret = self.secret
        self.page.Annots = Array([
            self.remark("Text", Contents="Let op", T=secret("author"), M=secret("remark-modified"),
                        CreationDate=secret("remark-made"), NM=secret("remark-name"),
                        RC=f"<p>{secret('rich-text')}</p>", Subj=secret("subject"),
                        Popup=self.remark("Popup", Contents=secret("popup"))),
            self.remark("Link", A=self.script("link-script")),
            self.remark("Link", A=Dictionary(S=Name.Launch, F=secret("launch"))),
            self.remark("Link", A=Dictionary(S=Name.GoToR, F=secret("other-file"), D=[0, Name.Fit])),
            self.remark("Link", A=Dictionary(S=Name.URI, URI=f"https://x.example/{secret('uri')}")),
            self.remark("Link", A=Dictionary(S=Name.SubmitForm, F=secret("submit"))),
            self.remark("FileAttachment", FS=self.file("attached"), T=secret("attached-by")),
            self.remark("RichMedia", RichMediaContent=Dictionary(
                Assets=Dictionary(Names=[secret("media-name"), self.file("media")]))),
            self.remark("3D", Contents=secret("three-d"),
                        **{"3DD": self.stream(secret("model"), Type=Name("/3D"))}),
            self.remark("Screen", T=secret("screen"), AA=Dictionary(PO=self.script("screen-script"))),
            self.remark("Text", F=2, Contents=secret("hidden-remark")),
        ])  # fmt: skip

    def _fill_form(self) -> None:
        secret, pdf = self.secret, self.pdf
        look = self.stream("BT /Helv 9 Tf (ingevuld) Tj ET", Type=Name.XObject, Subtype=Name.Form)
        look.BBox, look.Resources = Array([0, 0, 50, 10]), self.page.Resources
        field = pdf.make_indirect(self.remark(
            "Widget", FT=Name.Tx, T=secret("field"), TU=secret("field-help"), V=secret("value"),
            DV=secret("default"), AP=Dictionary(N=look), AA=Dictionary(K=self.script("field-script")),
        ))  # fmt: skip
        signed = Dictionary(Type=Name.Sig, Name=secret("signer"), Reason=secret("reason"),
                            ByteRange=[0, 1, 2, 3], Contents=secret("signature"))  # fmt: skip
        signature = pdf.make_indirect(self.remark("Widget", FT=Name.Sig, T="h", V=signed))
        self.page.Annots.extend([field, signature])
        pdf.Root.AcroForm = Dictionary(
            Fields=[field, signature], XFA=self.stream(f"<xdp>{secret('xfa')}</xdp>")
        )

    def _fill_document(self) -> None:
        secret, pdf, root = self.secret, self.pdf, self.pdf.Root
        for key in ("Author", "Title", "Creator", "Producer", "CreationDate", "KeesField"):
            pdf.docinfo[f"/{key}"] = secret(f"info-{key}")
        root.Metadata = self.metadata("document-xmp")
        root.OpenAction, root.AA = self.script("opens"), Dictionary(WC=self.script("closes"))
        root.Names = Dictionary(
            JavaScript=Dictionary(Names=[secret("script-name"), self.script("names-script")]),
            EmbeddedFiles=Dictionary(Names=[secret("file-name"), self.file("embedded")]),
            Dests=Dictionary(Names=[secret("destination"), Array([self.page, Name.Fit])]),
        )
        chapter = pdf.make_indirect(
            Dictionary(Title=secret("chapter"), A=self.script("chapter-script"))
        )
        root.Outlines = pdf.make_indirect(
            Dictionary(Type=Name.Outlines, First=chapter, Last=chapter, Count=1)
        )
        root.PageLabels = Dictionary(Nums=[0, Dictionary(P=secret("page-label"))])
        root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFX, Info=secret("intent"))])
        root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.P, Alt=secret("alt"), Pg=self.page))
        root.URI, root.Lang = Dictionary(Base=secret("base")), secret("language")
        root.DPartRoot = Dictionary(DPM=Dictionary(Kees=secret("document-part")))
        pdf.make_indirect(Dictionary(Forgotten=secret("unused-object")))

    def written(self, *, object_streams: bool) -> bytes:
        modes = pikepdf.ObjectStreamMode
        holder = BytesIO()
        self.pdf.save(
            holder, compress_streams=object_streams, fix_metadata_version=False,
            object_stream_mode=modes.generate if object_streams else modes.disable,
        )  # fmt: skip
        return holder.getvalue()

    def written_twice(self) -> bytes:
        """Return the PDF with an older page below it (an incremental update), and words behind."""
        drawn = bytes(self.page.Contents.read_bytes())
        self.page.Contents.write(f"BT ({self.secret('old-version')}) Tj ET".encode())
        old = self.written(object_streams=False)
        self.page.Contents.write(drawn)
        with pikepdf.open(BytesIO(old)) as pdf:
            number, _ = pdf.pages[0].obj.Contents.objgen
            size, root, info = pdf.trailer.Size, pdf.Root.objgen[0], pdf.docinfo.objgen[0]
        at = re.findall(rb"startxref\s+(\d+)", old)[-1].decode()
        new = f"\n{number} 0 obj\n<</Length {len(drawn)}>>\nstream\n".encode() + drawn
        new += b"\nendstream\nendobj\n"
        table = f"xref\n{number} 1\n{len(old) + 1:010} 00000 n \ntrailer\n"
        table += f"<</Size {size} /Root {root} 0 R /Info {info} 0 R /Prev {at}>>\n"
        table += f"startxref\n{len(old) + len(new)}\n"
        return old + new + f"{table}%%EOF\n% {self.secret('behind-the-end')}\n".encode()


def everything_in(content: bytes) -> bytes:
    """Return a PDF with all that stands in it unpacked, to look for a word in."""
    found = [content]
    with pikepdf.open(BytesIO(content)) as pdf:
        found.append(pdf.trailer.unparse())
        for part in pdf.objects:
            found.append(part.unparse())
            if isinstance(part, Stream):
                found.append(part.read_raw_bytes())
                if part.get("/Filter") not in ("/DCTDecode", None):
                    found.append(part.read_bytes(pikepdf.StreamDecodeLevel.specialized))
    return b"\n".join(found)


def found_secrets(secrets: list[str], content: bytes) -> list[str]:
    """Return the words that stand in a PDF, in any of the ways in which a PDF writes text."""
    whole = everything_in(content)
    return [
        word for word in secrets
        if any(way in whole for way in (
            word.encode(), word[:13].encode("utf-16-be"), word.encode().hex().encode()))
    ]  # fmt: skip
