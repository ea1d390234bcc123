"""A mail when a product is back in stock: new, and unknown to the legacy API. Writes through the ORM."""

from asgiref.sync import sync_to_async
from django.core.mail import send_mail
from django.db import transaction
from fastapi import BackgroundTasks, HTTPException, Response, status
from pydantic import BaseModel, EmailStr

from bridge.router import Router
from legacy.catalog.models import Product, StockAlert

router = Router(prefix="/api/v2/products/{pk:int}/stock-alerts", tags=["stock alerts"])


class StockAlertIn(BaseModel):
    """Whom to write to."""

    email: EmailStr


class StockAlertOut(StockAlertIn):
    """An alert that is kept until the product is back."""

    id: int
    product: int


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses={
        200: {"description": "The address is on the list already.", "model": StockAlertOut},
        404: {"description": "There is no such product."},
        409: {"description": "The product is in stock."},
    },
)
def create_stock_alert(pk: int, wanted: StockAlertIn, response: Response, tasks: BackgroundTasks) -> StockAlertOut:
    """Note an address, once, and confirm it by mail after the response."""
    with transaction.atomic():
        product = Product.objects.select_for_update().filter(pk=pk, is_active=True).first()
        if product is None:
            raise HTTPException(404, "There is no such product.")
        if product.stock:
            raise HTTPException(409, "The product is in stock.")
        alert, created = StockAlert.objects.get_or_create(product=product, email=wanted.email)
    if created:
        # A `def` task would run on a thread of AnyIO's, without Django's database connection.
        tasks.add_task(sync_to_async(confirm), alert.pk)
    else:
        response.status_code = status.HTTP_200_OK
    return StockAlertOut(id=alert.pk, product=product.pk, email=alert.email)


def confirm(alert_id: int) -> None:
    """Write to the address of an alert."""
    alert = StockAlert.objects.select_related("product").get(pk=alert_id)
    send_mail(
        f"We will write when {alert.product.name} is back",
        f"{alert.product.name} is out of stock. You get one mail when it is back, and nothing else.",
        None,
        [alert.email],
    )
