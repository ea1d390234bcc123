"""FastAPI with SQL by hand on asyncpg's pool."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated, Any

import asyncpg
from fastapi import FastAPI, Header, HTTPException, Request

from benchmarks.service import sql
from benchmarks.service.pages import PAGE, envelope
from benchmarks.service.schemas import Alert, AlertIn, CatalogueProduct, Me, Page, Product


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool for as long as the server runs."""
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=4, max_size=20) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/bench/products/{pk}/", response_model=Product)
async def one(pk: int) -> Any:
    """Return one product."""
    async with app.state.pool.acquire() as connection:
        row = await connection.fetchrow(sql.ONE.format("$1"), pk)
        if row is None:
            raise HTTPException(404)
        return dict(row)


@app.get("/bench/products/", response_model=list[Product])
async def products(min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    async with app.state.pool.acquire() as connection:
        return [dict(row) for row in await connection.fetch(sql.LIST.format("$1"), min_price)]


@app.get("/bench/catalogue/", response_model=list[CatalogueProduct])
async def catalogue() -> Any:
    """Return 100 products with their categories and reviews."""
    async with app.state.pool.acquire() as connection:
        rows = await connection.fetch(sql.CATALOGUE)
        reviews = await connection.fetch(sql.REVIEWS.format("$1"), [row["id"] for row in rows])
        return sql.nested(rows, [dict(review) for review in reviews])


@app.get("/bench/page/", response_model=Page)
async def page(request: Request, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    async with app.state.pool.acquire() as connection:
        count = await connection.fetchval(sql.COUNT.format("$1"), category)
        rows = await connection.fetch(sql.PAGE.format("$1", "$2"), category, (page - 1) * PAGE)
        return envelope(str(request.url), page, count, [dict(row) for row in rows])


@app.post("/bench/alerts/", response_model=Alert, status_code=201)
async def create(alert: AlertIn) -> Any:
    """Store an alert."""
    async with app.state.pool.acquire() as connection:
        async with connection.transaction():
            if await connection.fetchval(sql.EXISTS.format("$1"), alert.product) is None:
                raise HTTPException(404)
            row = await connection.fetchrow(sql.CREATE.format("$1", "$2"), alert.product, alert.email)
        return dict(row)


@app.get("/bench/me/", response_model=Me)
async def me(authorization: Annotated[str, Header()] = "") -> Any:
    """Return who is asking."""
    async with app.state.pool.acquire() as connection:
        row = await connection.fetchrow(sql.USER.format("$1"), authorization.removeprefix("Token "))
        if row is None:
            raise HTTPException(401)
        return dict(row)
