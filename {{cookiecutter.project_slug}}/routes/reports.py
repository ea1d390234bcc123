"""Sales reports, ported: orders and revenue by day or month, for staff."""

from datetime import date, timedelta
from typing import Annotated, Self

from django.utils import timezone
from fastapi import Depends
from pydantic import model_validator

from bridge.drf.errors import ValidationError
from bridge.drf.fields import ChoiceField, DateField, ReadOnlyField
from bridge.drf.policy import IsAdminUser, Policy, policy
from bridge.drf.resources.parameters import QueryParameters
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Nested, Schema
from bridge.queries import reads
from legacy.sales.selectors import PERIODS, sales_report

MAX_REPORT_DAYS = 366

router = PortedRouter(prefix="/api/reports", tags=["reports"], policy=Policy(permissions=[IsAdminUser]))


class ReportQuery(Schema):
    """What a report covers: the last thirty days, unless told otherwise."""

    start: Annotated[date | None, DateField()] = None
    end: Annotated[date | None, DateField()] = None
    group: Annotated[str, ChoiceField(PERIODS, default="day")]

    @model_validator(mode="after")
    def fill_in(self) -> Self:
        """Set what was left out, and refuse what is too long or the wrong way round."""
        sent = self.changes()
        end = self.end = sent.get("end", timezone.localdate())
        start = self.start = sent.get("start", end - timedelta(days=29))
        if start > end:
            raise ValidationError({"end": ["The end is before the start."]})
        if (end - start).days >= MAX_REPORT_DAYS:
            raise ValueError(f"A report covers {MAX_REPORT_DAYS} days at most.")
        return self


class ReportPeriod(Schema):
    """A day, or a month by its first day."""

    period: date
    orders: int
    revenue: Annotated[float, ReadOnlyField()]


class ReportBestseller(Schema):
    """A product and how often it was sold."""

    product: int
    sku: str
    name: str
    sold: int


class Report(Schema):
    """Orders and revenue."""

    start: date
    end: date
    orders: int
    revenue: Annotated[float, ReadOnlyField()]
    average_time_to_payment: Annotated[str | None, ReadOnlyField()]  # in seconds
    periods: Annotated[list[ReportPeriod], Nested()]
    bestsellers: Annotated[list[ReportBestseller], Nested()]


@router.get("/sales/")
@policy(name="Sales Report", description="Orders and revenue by day or month, for staff.")
@reads
def get_sales_report(query: Annotated[ReportQuery, Depends(QueryParameters(ReportQuery))]) -> Report:
    """Return orders and revenue by day or month."""
    return Report.read(sales_report(**query.changes()))
