"""Defects in what is answered to those who only read."""

from parity_defect import Defect, replaced, spelled, without

from strangler.exchanges.exchange import Answer

PRICE = "price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, min_value=0)]"
WEIGHT = "    weight_kg: Annotated[float | None, FloatField(allow_null=True, min_value=0)] = None\n"
SCHEMA = '{"sku":"NEW-0001","name":"New","category":"pans","price":"2.50"}'


ONE, LIST, ADD = "GET /api/products/{product}/", "GET /api/products/", f"POST /api/products/ {SCHEMA}"
CHANGE = 'PATCH /api/products/{product}/ {"name":"Other"}'
SHOWN = [
    Defect(
        "a number for a decimal", ("body.price", "type"), ONE, old=PRICE, new=PRICE[:-2] + ", coerce_to_string=False)]"
    ),
    Defect("one decimal less", ("body.price", "value"), ONE, old=PRICE, new=PRICE.replace("places=2", "places=1")),
    Defect("a lost field", ("body.weight_kg", "missing"), ONE, old=WEIGHT, new=""),
    Defect(
        "an extra field",
        ("body.category_id", "extra"),
        ONE,
        old="    name: Annotated",
        new="    category_id: Annotated[int, IntegerField(read_only=True)]\n    name: Annotated",
    ),
    Defect("null is left out", ("body.rating", "missing"), ONE, tamper=spelled(b'"rating":null,', b"")),
    Defect("a list for null", ("body.rating", "type"), ONE, tamper=spelled(b'"rating":null,', b'"rating":[],')),
    Defect(
        "keys in another order",
        ("body", "lexical"),
        ONE,
        tamper=spelled(b'"is_active":true,"available_from":null', b'"available_from":null,"is_active":true'),
    ),
    Defect(
        "an integer for a float",
        ("body.weight_kg", "lexical"),
        ONE,
        tamper=spelled(b'"weight_kg":2.0', b'"weight_kg":2'),
    ),
    Defect("letters escaped", ("body", "lexical"), ONE, tamper=spelled("Größe".encode(), b"Gr\\u00f6\\u00dfe")),
    Defect("white space", ("body", "lexical"), ONE, tamper=spelled(b'":', b'": ')),
    Defect(
        "a wrong time zone",
        ("body.created_at", "value"),
        ONE,
        old="created_at: Annotated[datetime, DateTimeField(read_only=True)]",
        new="created_at: Annotated[datetime, DateTimeField(read_only=True, default_timezone=TOKYO)]",
    ),
    Defect(
        "another format of time",
        ("body.created_at", "value"),
        ONE,
        old="created_at: Annotated[datetime, DateTimeField(read_only=True)]",
        new="created_at: Annotated[datetime, DateTimeField(read_only=True, format='%Y-%m-%d %H:%M')]",
    ),
    Defect(
        "a duration in another format",
        ("body.preparation_time", "value"),
        ONE,
        tamper=spelled(b'"1 00:00:00"', b'"P1D"'),
    ),
    Defect("a wrong link", ("body.url", "value"), ONE, old='"product-detail"', new='"category-detail"'),
    Defect(
        "another order",
        ("body.results", "order"),
        LIST,
        old="page(narrow(visible_products(user))",
        new="page(narrow(visible_products(user)).order_by('-id')",
    ),
    Defect(
        "a filter that is ignored",
        ("body.results[*]", "extra"),
        f"{LIST}?category=pans",
        old="Filters(ProductFilter),",
        new="",
    ),
    Defect(
        "a search that is ignored",
        ("body.count", "value"),
        f"{LIST}?search=kettle",
        old='Search(["name", "=sku", "description"]),',
        new="",
    ),
    Defect(
        "an order that is ignored",
        ("body.results", "order"),
        f"{LIST}?ordering=-price",
        old='Ordering(["name", "price", "rating", "created_at"]),',
        new="",
    ),
    Defect("another size of pages", ("body.results[*]", "missing"), LIST, old="page_size=20", new="page_size=1"),
    Defect(
        "a wrong link to a page", ("body.next", "value"), f"{LIST}?page_size=1", tamper=spelled(b"page=2", b"page=3")
    ),
    Defect(
        "what is not for all is shown",
        ("body.results[*]", "extra"),
        LIST,
        old="if user.is_staff else products.filter(is_active=True)",
        new="",
        who="nobody",
    ),
    Defect("a missing header Vary", ("header.vary", "missing"), ONE, tamper=without("vary")),
    Defect(
        "a missing member of Vary",
        ("header.vary", "length"),
        ONE,
        who="nobody",
        tamper=replaced("vary", "Accept, ", ""),
    ),
    Defect("a missing header Allow", ("header.allow", "missing"), ONE, tamper=without("allow")),
    Defect("a method that is not allowed", ("header.allow", "length"), LIST, tamper=replaced("allow", "GET, ", "")),
    Defect(
        "a missing challenge",
        ("header.www-authenticate", "missing"),
        ADD,
        who="nobody",
        tamper=without("www-authenticate"),
    ),
    Defect(
        "another content type",
        ("header.content-type.type", "value"),
        ONE,
        tamper=replaced("content-type", "json", "xml"),
    ),
    Defect(
        "a header of caches",
        ("header.cache-control", "extra"),
        ONE,
        tamper=lambda answer: Answer(answer.status, (*answer.headers, ("cache-control", "max-age=60")), answer.body),
    ),
    Defect(
        "a cookie more",
        ("header.set-cookie", "extra"),
        ONE,
        tamper=lambda answer: Answer(answer.status, (*answer.headers, ("set-cookie", "seen=1; Path=/")), answer.body),
    ),
    Defect("a missing ETag", ("header.etag", "missing"), "GET /api/orders/{order}/", "orders", "etag=order_etag, ", ""),
    Defect(
        "a condition that is ignored",
        ("status", "value"),
        "GET /api/orders/{order}/",
        "orders",
        ", dependencies=[Depends(Condition(etag=order_etag, last_modified=order_changed_at))]",
        "",
        headers=(("if-none-match", "*"),),
    ),
    Defect(
        "a file without its name",
        ("header.content-disposition", "missing"),
        "GET /api/orders/export/",
        "orders",
        ", headers=headers",
        "",
    ),
    Defect(
        "another column",
        ("body", "value"),
        "GET /api/orders/export/",
        "orders",
        "exports.row(order))",
        "exports.row(order)[::-1])",
    ),
]
