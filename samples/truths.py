"""What must hold between a sample and its truth: sums, check digits, and every value printed on the page."""

import json
import re
from decimal import Decimal

from browser import HERE, OUT, run

TAX_RATES = {"invoice": "0.07", "invoice-thai": "0.07", "tax-invoice-th": "0.07", "invoice-two-pages": "0.19", "photo": "0.20", "invoice-factur-x": "0.20",
             "quotation": "0.20", "purchase-order": "0.06"}
# Values that say in other words what the page says.
NORMALISED = {"currency", "isMutual"}


def problems(name, file):
    """A sentence for each thing that is wrong."""
    truth = json.loads((OUT / f"{name}.expected.json").read_text(), parse_float=Decimal)
    found = [what for good, what in checks(name, truth) if not good]
    if file.suffix == ".pdf":
        text = run("pdftotext", "-raw", file, "-").decode()
        found += [f"{value!r} is not in the text" for value in leaves(truth) if not is_printed(value, text)]
    if file.stat().st_size > 250_000 and name not in ("receipt",):
        found.append(f"{file.stat().st_size} bytes are too many")
    return found


def checks(name, truth):
    total = sum_of(truth)
    for row in truth.get("lineItems", []):
        yield row["quantity"] * row["unitPrice"] == row["amount"], f"amount of {row['description']!r}"
    if "lineItems" in truth:
        yield total("lineItems", "amount") - truth.get("discount", 0) == truth["subtotal"], "subtotal"
        tax = truth.get("vatAmount", truth.get("taxAmount"))
        yield round(truth["subtotal"] * Decimal(TAX_RATES[name]), 2) == tax, "tax"
        shipping = Decimal(385) if name == "purchase-order" else 0
        yield truth["subtotal"] + tax + shipping == truth["totalAmount"], "totalAmount"
    if name == "receipt":
        rows = re.findall(r"<span>([^<]+)</span><span>\$?(\d+\.\d\d)</span>", (HERE / "receipt.html").read_text())
        *_, subtotal, tax, paid, cash, change = [Decimal(value) for _, value in rows]
        yield total("items", "amount") == subtotal and subtotal + tax == paid and cash - paid == change, "sums"
        yield round(subtotal * Decimal("0.08"), 2) == tax == truth["tax"] and paid == truth["total"], "tax"
    if name == "bank-statement":
        balance = truth["openingBalance"]
        for row in truth["transactions"]:
            balance += (row["credit"] or 0) - (row["debit"] or 0)
            yield balance == row["balance"], f"balance on {row['date']}"
        yield balance == truth["closingBalance"], "closingBalance"
        yield iban_is_valid(truth["iban"]), "iban"
    if name == "payslip":
        yield total("earnings", "amount") == truth["grossPay"], "grossPay"
        yield total("deductions", "amount") == truth["totalDeductions"], "totalDeductions"
        yield truth["grossPay"] - truth["totalDeductions"] == truth["netPay"], "netPay"
    if name == "expense-report":
        yield total("expenses", "amount") == truth["totalAmount"], "totalAmount"
        yield truth["totalAmount"] - truth["advance"] == truth["reimbursement"], "reimbursement"
    if name == "utility-bill":
        yield truth["currentReading"] - truth["previousReading"] == truth["consumption"], "consumption"
    if name == "bill-of-lading":
        for row in truth["containers"]:
            yield container_is_valid(row["containerNumber"]), row["containerNumber"]
    if name in ("invoice", "tax-invoice-th", "invoice-thai"):
        for key in ("vendorTaxId", "customerTaxId"):
            yield thai_tax_id_is_valid(truth.get(key, "0107544000108")), key
    if name in ("passport", "id-card"):
        page = (HERE / f"{name}.html").read_text()
        lines = [line.replace("&lt;", "<") for line in re.findall(r"(?:\A|[>\n])((?:[A-Z0-9]|&lt;){30,})", page)]
        yield lines and mrz_is_valid(lines), f"machine-readable lines {lines}"
    if name == "photo":
        orientation = run("identify", "-format", "%[EXIF:Orientation]", OUT / "photo.jpg")
        yield orientation.strip() == b"6", "EXIF orientation"


def sum_of(truth):
    return lambda rows, key: sum(row[key] for row in truth[rows])


def leaves(value, key=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    elif value is not None and key not in NORMALISED:
        yield value


def is_printed(value, text):
    """Numbers in any notation; dates not at all, they are printed in too many."""
    squeeze = lambda text: re.sub(r"[\s,-]+", "", text).casefold()
    if isinstance(value, (int, Decimal)):
        whole, _, cents = f"{value:,}".partition(".")
        if not cents:
            whole, cents = f"{value:,.2f}".split(".")
        forms = [f"{whole.replace(',', group)}{sign}{cents.ljust(2, '0')}" for group, sign in [(",", "."), (".", ","), (" ", ","), ("", ".")]]
        flat = re.sub(r"[\u00a0\u202f]", " ", text)
        return any(form in flat for form in [*forms, f"{value:,}", str(value)])
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) or squeeze(value) in squeeze(text)


def thai_tax_id_is_valid(number):
    *digits, last = (int(c) for c in number)
    return (11 - sum(d * (13 - i) for i, d in enumerate(digits)) % 11) % 10 == last


def iban_is_valid(iban):
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def container_is_valid(number):
    """ISO 6346: letters count from 10, without the multiples of 11."""
    letters = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11)))
    return sum((letters.get(c) or int(c)) << i for i, c in enumerate(number[:10])) % 11 % 10 == int(number[10])


def mrz_is_valid(lines):
    """ICAO 9303: each number, each date and the whole carry a digit."""
    def digit(text):
        return sum((0 if c == "<" else int(c, 36)) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10

    if len(lines) == 2:
        number, birth, expiry = lines[1][:10], lines[1][13:20], lines[1][21:28]
        whole = number + birth + lines[1][21:43]
    else:
        number, birth, expiry = lines[0][5:15], lines[1][:7], lines[1][8:15]
        whole = lines[0][5:] + birth + expiry + lines[1][18:29]
    parts = [number, birth, expiry, whole + lines[1][-1]]
    return all(digit(part[:-1]) == int(part[-1]) for part in parts) and {len(line) for line in lines} <= {30, 44}
