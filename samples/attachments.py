"""A file inside a PDF, as Factur-X and ZUGFeRD carry their XML."""

import re
import zlib


def attach(pdf, name, content):
    """Appends an incremental update: the file, its specification, and a catalogue that names it."""
    raw = pdf.read_bytes()
    root = int(re.search(rb"/Root (\d+) 0 R", raw).group(1))
    size = int(re.search(rb"/Size (\d+)", raw).group(1))
    before = int(re.findall(rb"startxref\s+(\d+)", raw)[-1])
    catalogue = re.search(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % root, raw, re.S).group(1)
    packed = zlib.compress(content, 9)
    objects = {
        root: b"<<%s /Names << /EmbeddedFiles << /Names [(%s) %d 0 R] >> >> /AF [%d 0 R] >>"
        % (catalogue, name, size + 1, size + 1),
        size: b"<< /Type /EmbeddedFile /Subtype /text#2Fxml /Filter /FlateDecode /Length %d /Params << /Size %d >> >>\nstream\n%s\nendstream"
        % (len(packed), len(content), packed),
        size + 1: b"<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Alternative /EF << /F %d 0 R /UF %d 0 R >> >>"
        % (name, name, size, size),
    }
    table = b"xref\n"
    for number, body in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size + 2, root, before, len(raw))
    pdf.write_bytes(raw + table + trailer)
