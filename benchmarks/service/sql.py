"""The peers' SQL by hand, with braces where each driver writes its parameters, and what joins two results."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

COLUMNS = "p.id, p.sku, p.name, p.price, p.stock, p.is_active, p.created_at"
SELECT = f"SELECT {COLUMNS} FROM catalog_product p"

ONE = f"{SELECT} WHERE p.id = {{}}"
LIST = f"{SELECT} WHERE p.is_active AND p.price >= {{}} ORDER BY p.name, p.id LIMIT 20"
CATALOGUE = f"""
    SELECT {COLUMNS}, c.id AS category_id, c.name AS category_name, c.slug AS category_slug
    FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id
    ORDER BY p.id LIMIT 100
"""
REVIEWS = "SELECT product_id, id, rating, title FROM catalog_review WHERE product_id = ANY({}) ORDER BY id"
OF_CATEGORY = "JOIN catalog_category c ON c.id = p.category_id WHERE p.is_active AND c.slug = {}"
COUNT = f"SELECT count(*) AS count FROM catalog_product p {OF_CATEGORY}"
PAGE = f"{SELECT} {OF_CATEGORY} ORDER BY p.name, p.id LIMIT 20 OFFSET {{}}"
EXISTS = "SELECT 1 FROM catalog_product WHERE id = {}"
CREATE = """
    INSERT INTO catalog_stockalert (product_id, email, created_at) VALUES ({}, {}, now())
    RETURNING id, product_id AS product, email
"""
USER = """
    SELECT u.id, u.username FROM authtoken_token t JOIN auth_user u ON u.id = t.user_id
    WHERE t.key = {} AND u.is_active
"""


def nested(products: Iterable[Any], reviews: Iterable[Any]) -> list[dict[str, Any]]:
    """Return products, each with its category and its reviews inside."""
    of_product = defaultdict(list)
    for review in reviews:
        of_product[review["product_id"]].append(review)
    return [
        {
            **product,
            "category": {
                "id": product["category_id"],
                "name": product["category_name"],
                "slug": product["category_slug"],
            },
            "reviews": of_product[product["id"]],
        }
        for product in products
    ]
