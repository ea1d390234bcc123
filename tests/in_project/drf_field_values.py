"""What fields are probed with."""

import datetime as dt
import decimal
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from drf_field_pairs import Colour, Number, Shape

UUIDS = [
    "12345678-1234-5678-1234-567812345678",
    "12345678123456781234567812345678",
    "urn:uuid:12345678-1234-5678-1234-567812345678",
    "{12345678-1234-5678-1234-567812345678}",
    uuid.UUID(int=7),
    2**128,
    -1,
]
TEXTS = [
    "abc",
    "  ab  ",
    "",
    " ",
    "\t",
    "abcdef",
    "abcde ",
    "a\x00b",
    "\ud800x",
    "aa",
    "aa\n",
    "b",
    "a-b",
    "a b",
    "ü",
    "a\n",
    "A",
    " a",
    "x1",
    "123",
    "12x",
    "%s",
    "{x}",
    "100%",
    "r",
    "Colour.RED",
    "round",
    "Shape.ROUND",
    "1",
]
WORDS = ["true", "True", "TRUE", "yes", "Y", "on", "ON", "t", "f", "off", "no", "0", "maybe", "null", "None"]
NUMBERS: list[Any] = [
    0, 1, 2, 3, 5, 6, -1, 1.0, 0.0, 1.5, 1.005, 2.675, 1e22, 1e-7, 10**20, -(10**30), 10**400,
    "1", " 1 ", "1.0", "1.", "1.5", "1.50", "1.005", "12345", "123.45", "999.99", "1000", "0x1", "1_000", "1e3", "1e2",
    "1e-2", "-0", "-0.00", "+1", ".5", "5.", "1,5", "1.234,5", "9" * 30, "9" * 999, "9" * 1001, "\uff11",
    "\u0663", "NaN", "nan", "sNaN", "inf", "-Infinity", "1e400", "0.0000001", "00012.30",
    decimal.Decimal("1.10"), decimal.Decimal("1E+2"),
]  # fmt: skip
TIMES: list[Any] = [
    "2024-01-01T00:00:00Z", "2024-01-01T00:00:00", "2024-01-01 00:00", "2024-01-01", "2024-1-1", "20240101",
    "2024-01-01T00:00:00+01:00", "2024-01-01T00:00:00.123456789Z", "2024-01-01T00:00:00,5Z", "2024-01-01T24:00:00Z",
    "2024-01-01T00:00:60Z", "2024-02-30", "2024-W01-1", "2024-13-01T00:00:00", "1704067200", 1704067200, 1704067200.5,
    "2024-03-31T02:30:00", "2024-10-27T02:30:00", "2024-10-27T01:30:00Z", "2024-11-03T01:30:00", "2024-03-10T02:30:00",
    "2011-12-30T12:00:00",
    "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59", "9999-12-31T23:59:59-12:00",
    "iso-8601", "01.02.2024", "January 2024", "10:00", "10:00:00", "10:00:00Z", "10:00:00.5", "36000", "1000", "25:00",
    "10.30", "3 04:00:00", "P3DT4H", "04:00", "00:00:05", "5.5", "1 day", "-1 00:00:00", "3 days, 4:00:00", "P1W",
    "999999999999 00:00:00", "PT", "-P1DT1H", dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 3, 4),  # noqa: DTZ001
    dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.UTC), dt.time(3, 4), dt.timedelta(hours=30),
]  # fmt: skip
MAILS = [
    "a@example.com",
    "A@Example.COM",
    "a@localhost",
    "a@b.local",
    " a@example.com ",
    "Bob <a@example.com>",
    "a@127.0.0.1",
    "a@[127.0.0.1]",
    "ü@example.com",
    "a@münchen.de",
    "x" * 65 + "@example.com",
    "x" * 330 + "@a.de",
]
ADDRESSES = [
    "http://example.com",
    "http://EXAMPLE.com/a b",
    "ftp://example.com",
    "http://localhost",
    "example.com",
    "https://münchen.de/",
    "http://a_b.com",
    "javascript:1",
    "http://example.com:99999",
    "http://" + "a" * 2100 + ".de",
    "127.0.0.1",
    "::1",
    "010.0.0.1",
    "127.0.0.1/8",
    2130706433,
    "fe80::1%eth0",
    "::ffff:1.2.3.4",
    "2001:DB8::0:1",
    ":",
]
CONTAINERS: list[Any] = [
    [], {}, [1, "2"], [None], ["a", "a"], ["b", "a"], ("a",), [1, 2, 3, 4], [0, "x", None], ["2024-01-01"], [[]], [{}],
    {"a": 1}, {1: "x"}, {"a": ""}, {"a": None}, {"a": "long", "b": []}, {"a": [1]}, {"a": ["x"]}, {"a": float("nan")},
    {"a": {"b": None}}, {None: 1, True: 2}, {"a"}, [float("inf")], '{"a": 1}', "[1]", "{", b'{"a": 1}', "NaN",
]  # fmt: skip
FILES: list[Any] = [
    SimpleUploadedFile("a.txt", b"content"),
    SimpleUploadedFile("a.txt", b""),
    SimpleUploadedFile("a-very-long-name.txt", b"content"),
    SimpleUploadedFile("a.png", b"no image"),
]
VALUES: list[Any] = [
    None, True, False, float("nan"), float("inf"), object(), Number.ONE, Colour.RED, Shape.ROUND,
    *UUIDS, *TEXTS, *WORDS, *NUMBERS, *TIMES, *MAILS, *ADDRESSES, *CONTAINERS, *FILES,
]  # fmt: skip
