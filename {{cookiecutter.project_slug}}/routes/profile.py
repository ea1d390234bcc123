"""Who I am, and where my orders go: ported from a function view."""

from datetime import datetime
from typing import Annotated

from django.core.validators import RegexValidator
from pydantic import ValidationInfo, field_validator

from bridge.drf.body import Incoming
from bridge.drf.errors import ValidationError
from bridge.drf.fields import BooleanField, CharField, ChoiceField, DateTimeField, EmailField, IntegerField
from bridge.drf.habits import Habits
from bridge.drf.policy import IsAuthenticated, Policy, policy
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Nested, Schema
from bridge.queries import reads
from legacy.sales.models import Customer
from legacy.sales.services import update_profile
from routes.users import CurrentUser

router = PortedRouter(
    prefix="/api/me",
    tags=["profile"],
    policy=Policy(permissions=[IsAuthenticated]),
    habits=Habits(head=False),  # a function view answers no HEAD
)


class CustomerSchema(Schema):
    """What the shop knows of a customer."""

    phone: Annotated[
        str,
        CharField(
            allow_blank=True,
            max_length=20,
            validators=[RegexValidator(r"^\+\d[\d ]{5,18}$", "Enter a number like +49 30 1234567.")],
        ),
    ] = ""
    street: Annotated[str, CharField(max_length=120)]
    postal_code: Annotated[str, CharField(max_length=12)]
    city: Annotated[str, CharField(max_length=80)]
    country: Annotated[str, ChoiceField(Customer.Country)]
    newsletter: Annotated[bool, BooleanField()] = False
    created_at: Annotated[datetime, DateTimeField(read_only=True)]


REQUIRED = ("street", "postal_code", "city", "country")


class ProfileSchema(Schema):
    """A user with their customer profile, which is null until they fill it in."""

    id: Annotated[int, IntegerField(read_only=True)]
    username: Annotated[str, CharField(read_only=True)]
    first_name: Annotated[str, CharField(allow_blank=True, max_length=150)] = ""
    last_name: Annotated[str, CharField(allow_blank=True, max_length=150)] = ""
    email: Annotated[str, EmailField(allow_blank=True, max_length=254)] = ""
    is_staff: Annotated[bool, BooleanField(read_only=True)]
    customer: Annotated[CustomerSchema | None, Nested(allow_null=True)] = None

    @field_validator("customer")
    @classmethod
    def whole_at_first(cls, customer: CustomerSchema | None, info: ValidationInfo) -> CustomerSchema:
        """Refuse to clear a profile, or to begin one with a part of it."""
        if customer is None:
            raise ValueError("This field may not be null.")
        if not hasattr((info.context or {}).get("instance"), "customer"):
            sent = customer.changes()
            missing = {name: ["This field is required."] for name in REQUIRED if name not in sent}
            if missing:
                raise ValidationError(missing)
        return customer


@router.get("/")
@policy(name="Me", description="Who I am, and where my orders go.")
@reads
def get_profile(user: CurrentUser) -> ProfileSchema:
    """Return who is asking, and where their orders go."""
    return ProfileSchema.read(user)


@router.patch("/")
def change_profile(body: Incoming[ProfileSchema], user: CurrentUser) -> ProfileSchema:
    """Change one's own names, mail address and customer profile."""
    return ProfileSchema.read(update_profile(user, **body.validated(user).changes()))
