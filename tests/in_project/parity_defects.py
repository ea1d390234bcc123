"""Defects to plant into the shop's ported routes: a change of their source, or of what they answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from strangler.exchanges.exchange import Answer, Request

Tamper = Callable[[Answer], Answer]
PRICE = "price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, min_value=0)]"
WEIGHT = "    weight_kg: Annotated[float | None, FloatField(allow_null=True, min_value=0)] = None\n"
SCHEMA = '{"sku":"NEW-0001","name":"New","category":"pans","price":"2.50"}'


@dataclass(frozen=True)
class Defect:
    """One defect, and how it is to be found.

    Args:
        name: what is wrong.
        finds: pattern and kind of a difference that must be among those found.
        request: the request that shows it, as `METHOD target [body]`; `{product}` and so on stand for ids.
        module: of the routes whose source is changed.
        old: a piece of the source.
        new: what stands in its place.
        who: who asks: staff, ann (who owns what there is), bob, or nobody.
        headers: that the request has, too.
        tamper: what is done to the route's answer.
    """

    name: str
    finds: tuple[str, str]
    request: str
    module: str = "products"
    old: str = ""
    new: str = ""
    who: str = "staff"
    headers: tuple[tuple[str, str], ...] = field(default=())
    tamper: Tamper | None = None

    def asked(self, ids: dict[str, int], tokens: dict[str, str]) -> Request:
        """Return the request."""
        method, target, *body = self.request.split(" ", 2)
        for name, number in ids.items():
            target = target.replace(f"{{{name}}}", str(number))
            body = [text.replace(f"<{name}>", str(number)) for text in body]
        headers = [*self.headers]
        if self.who in tokens:
            headers.append(("authorization", f"Token {tokens[self.who]}"))
        if body:
            headers.append(("content-type", "application/json"))
        return Request(method, target, tuple(headers), "".join(body).encode(), source=self.name)


def without(name: str) -> Tamper:
    """Return what takes a header away."""
    return lambda answer: Answer(answer.status, tuple(pair for pair in answer.headers if pair[0] != name), answer.body)


def replaced(name: str, old: str, new: str) -> Tamper:
    """Return what changes the value of a header."""
    return lambda answer: Answer(
        answer.status,
        tuple((key, value.replace(old, new) if key == name else value) for key, value in answer.headers),
        answer.body,
    )


def spelled(old: bytes, new: bytes) -> Tamper:
    """Return what changes letters of the body."""
    return lambda answer: Answer(answer.status, answer.headers, answer.body.replace(old, new))


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
        new="created_at: Annotated[datetime, DateTimeField(read_only=True, default_timezone=__import__('zoneinfo').ZoneInfo('Asia/Tokyo'))]",
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
WRITES = [
    Defect(
        "a missing permission",
        ("status", "value"),
        CHANGE,
        old="policy=Policy(permissions=[IsStaffOrReadOnly])",
        new="policy=Policy(permissions=[])",
        who="bob",
    ),
    Defect(
        "a missing permission of an action",
        ("status", "value"),
        f"{LIST}low_stock/",
        old="@policy(permissions=[IsAdminUser])\n@reads",
        new="@reads",
        who="bob",
    ),
    Defect(
        "a missing permission of an object",
        ("status", "value"),
        'PATCH /api/reviews/{review}/ {"title":"Mine"}',
        "reviews",
        "    check_object_permissions(request, review)\n",
        "",
        who="bob",
    ),
    Defect(
        "somebody else's is shown",
        ("status", "value"),
        "GET /api/orders/{order}/",
        "orders",
        "selectors.orders_of(user)",
        "Order.objects.all()",
        who="bob",
    ),
    Defect(
        "another status", ("status", "value"), ADD, old='@router.post("/", status_code=201)', new='@router.post("/")'
    ),
    Defect(
        "a wrong Location",
        ("header.location", "value"),
        ADD,
        old='["Location"] = product.url',
        new='["Location"] = "/api/products/"',
    ),
    Defect(
        "a missing Location",
        ("header.location", "missing"),
        ADD,
        old='    response.headers["Location"] = product.url\n',
        new="",
    ),
    Defect(
        "500 for 400",
        ("error", "error"),
        ADD.replace("NEW-0001", "PAN-0001"),
        old="                Unique(Product.objects),\n",
        new="",
    ),
    Defect(
        "another text of an error",
        ("body.sku[*]", "value"),
        ADD.replace("NEW-0001", "new"),
        old="Enter three capital letters",
        new="Enter three letters",
    ),
    Defect(
        "an error under another key",
        ("body.price", "extra"),
        ADD.replace("2.50", "0.00"),
        old='raise ValueError("An active product needs a price above zero.")',
        new='raise __import__("bridge.drf.errors", fromlist=["x"]).ValidationError({"price": ["An active product needs a price above zero."]})',
    ),
    Defect(
        "a lost validation",
        ("status", "value"),
        ADD[:-1] + ',"attributes":{"a":1}}',
        old='raise ValueError("Expected an object',
        new='str("Expected an object',
    ),
    Defect(
        "another default",
        ("rows.catalog_product.insert[*].stock", "value"),
        ADD,
        old="max_value=BIGGEST_INTEGER)] = 0",
        new="max_value=BIGGEST_INTEGER, default=1)]",
    ),
    Defect(
        "a lost write",
        ("rows.catalog_product", "missing"),
        CHANGE,
        old="update(product, body.validated(product).changes())",
        new="(body.validated(product), product)[1]",
    ),
    Defect(
        "an extra write",
        ("rows.catalog_category", "extra"),
        CHANGE,
        old="    product = find_product(pk, narrow, user)\n    return ProductSchema.read(update",
        new="    product = find_product(pk, narrow, user)\n    Category.objects.create(name='x', slug='x')\n    return ProductSchema.read(update",
    ),
    Defect(
        "a wrong value in a row",
        ("rows.catalog_product.update[*].description", "value"),
        CHANGE,
        old="body.validated(product).changes())",
        new="{**body.validated(product).changes(), 'description': ''})",
    ),
    Defect(
        "a row that stays",
        ("rows.catalog_product.delete", "missing"),
        "DELETE /api/products/{unsold}/",
        old="delete_unless_in_use(find_product(pk, narrow, user))",
        new="Product.objects.filter(pk=find_product(pk, narrow, user).pk).update(is_active=False)",
    ),
    Defect(
        "a time that nobody has set",
        ("rows.sales_order.update[*].updated_at", "value"),
        "POST /api/orders/{order}/cancel/",
        "orders",
        "services.cancel_order(find_order(pk, request, narrow, user))",
        "(lambda order: (services.cancel_order(order), Order.objects.filter(pk=order.pk).update(updated_at=order.placed_at))[0])(find_order(pk, request, narrow, user))",
        who="ann",
    ),
    Defect(
        "one query more",
        ("queries", "queries"),
        ONE,
        old="    return get_object_or_404(narrow",
        new="    Product.objects.count()\n    return get_object_or_404(narrow",
    ),
    Defect(
        "rows one by one",
        ("queries", "queries"),
        "GET /api/orders/",
        "orders",
        '.prefetch_related("lines")',
        "",
        who="ann",
    ),
    Defect(
        "joined rows one by one",
        ("queries", "queries"),
        "GET /api/reviews/",
        "reviews",
        'Review.objects.select_related("author")',
        "Review.objects.all()",
    ),
    Defect(
        "a missing throttle",
        ("status", "value"),
        'POST /api/reviews/ {"product":<unsold>,"rating":5,"title":"Good"}',
        "reviews",
        '@policy(throttle_scope="reviews")\n',
        "",
        who="eager",
    ),
]
REVIEW = 'POST /api/reviews/ {"product":<unsold>,"rating":5,"title":"Good"}'
SAVED = "add_review(**body.validated().changes())"
QUIETLY = "Review.objects.bulk_create([Review(**body.validated().changes())])[0]"
# The shop sends nothing: `parity_effects.announce`, on a signal, does for both halves.
EFFECTS = [
    Defect("lost side effects", ("effects.mail", "missing"), REVIEW, "reviews", SAVED, QUIETLY, who="bob"),
    Defect("a lost on_commit", ("effects.commit", "missing"), REVIEW, "reviews", SAVED, QUIETLY, who="bob"),
    Defect(
        "a mail to another",
        ("effects.mail[*].to[*]", "value"),
        REVIEW,
        "reviews",
        SAVED,
        f"announced({QUIETLY}, to='eve@example.com')",
        who="bob",
    ),
    Defect(
        "another mail",
        ("effects.mail[*].what", "value"),
        REVIEW,
        "reviews",
        SAVED,
        f"announced({QUIETLY}, subject='New')",
        who="bob",
    ),
    Defect("a mail twice", ("effects.mail", "length"), REVIEW, "reviews", SAVED, f"announced({SAVED})", who="bob"),
    Defect(
        "a request to another service",
        ("effects.http[*].what", "value"),
        REVIEW,
        "reviews",
        SAVED,
        f"announced({QUIETLY}, hook='http://other.example/')",
        who="bob",
    ),
    Defect(
        "other arguments of a task",
        ("effects.task[*].args[*]", "value"),
        REVIEW,
        "reviews",
        SAVED,
        f"announced({QUIETLY}, weight=2)",
        who="bob",
    ),
    Defect(
        "a file that stays",
        ("effects.file", "missing"),
        "DELETE /api/products/{product}/image/",
        old="replace_image(find_product(pk, narrow, user), None)",
        new="(lambda product: (setattr(product, 'image', ''), product.save(update_fields=['image', 'updated_at'])))(find_product(pk, narrow, user))",
    ),
]
DEFECTS = [*SHOWN, *WRITES, *EFFECTS]
