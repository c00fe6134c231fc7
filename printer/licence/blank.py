"""An empty A4 sheet as a PDF, for trying a printer. Nothing is drawn, so nothing can be forged."""

_A4_POINTS = "595 842"


def blank_pdf(pages: int = 1) -> bytearray:
    """``pages`` white pages, a whole PDF 1.4 with its table of places."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + pages))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_A4_POINTS}] >>" for _ in range(pages)),
    ]
    document = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(document))
        document += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = len(document)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    document += (
        f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{rows}"
        f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ).encode("ascii")
    return document
