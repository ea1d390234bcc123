"""FastAPI with SQL by hand on psycopg's asynchronous pool."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Request
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from benchmarks.service import sql
from benchmarks.service.pages import PAGE, envelope
from benchmarks.service.schemas import Alert, AlertIn, CatalogueProduct, Me, Page, Product
from benchmarks.service.upstream import URL, client, open_client

pool = AsyncConnectionPool[Any](
    os.environ["DATABASE_URL"],
    min_size=4,
    max_size=20,
    kwargs={"row_factory": dict_row, "autocommit": True, "options": "-c timezone=UTC"},
    open=False,
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool and the client for as long as the server runs."""
    async with pool, open_client(app):
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/bench/products/{pk}/", response_model=Product)
async def one(pk: int) -> Any:
    """Return one product."""
    async with pool.connection() as connection:
        cursor = await connection.execute(sql.ONE.format("%s"), (pk,))
        row = await cursor.fetchone()
        if row is None:
            raise HTTPException(404)
        return row


@app.get("/bench/products/", response_model=list[Product])
async def products(min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    async with pool.connection() as connection:
        cursor = await connection.execute(sql.LIST.format("%s"), (min_price,))
        return await cursor.fetchall()


@app.get("/bench/catalogue/", response_model=list[CatalogueProduct])
async def catalogue() -> Any:
    """Return 100 products with their categories and reviews."""
    async with pool.connection() as connection:
        cursor = await connection.execute(sql.CATALOGUE)
        rows = await cursor.fetchall()
        cursor = await connection.execute(sql.REVIEWS.format("%s"), ([row["id"] for row in rows],))
        return sql.nested(rows, await cursor.fetchall())


@app.get("/bench/page/", response_model=Page)
async def page(request: Request, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    async with pool.connection() as connection:
        cursor = await connection.execute(sql.COUNT.format("%s"), (category,))
        count = (await cursor.fetchone())["count"]
        cursor = await connection.execute(sql.PAGE.format("%s", "%s"), (category, (page - 1) * PAGE))
        return envelope(str(request.url), page, count, await cursor.fetchall())


@app.post("/bench/alerts/", response_model=Alert, status_code=201)
async def create(alert: AlertIn) -> Any:
    """Store an alert."""
    async with pool.connection() as connection, connection.transaction():
        cursor = await connection.execute(sql.EXISTS.format("%s"), (alert.product,))
        if await cursor.fetchone() is None:
            raise HTTPException(404)
        cursor = await connection.execute(sql.CREATE.format("%s", "%s"), (alert.product, alert.email))
        return await cursor.fetchone()


@app.get("/bench/me/", response_model=Me)
async def me(authorization: Annotated[str, Header()] = "") -> Any:
    """Return who is asking."""
    async with pool.connection() as connection:
        cursor = await connection.execute(sql.USER.format("%s"), (authorization.removeprefix("Token "),))
        row = await cursor.fetchone()
        if row is None:
            raise HTTPException(401)
        return row


@app.get("/bench/upstream/")
async def upstream() -> Any:
    """Return what the other service answers."""
    return (await client.get(URL)).json()
