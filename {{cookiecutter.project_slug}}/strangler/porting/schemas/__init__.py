"""From DRF's serializers to schemas that read, refuse and print as they do.

    facts = describe(view.get_serializer())
    facts.reading, facts.writing        # native, bridged, or manual: keep the serializer
    names = Names()
    code = schema_code(facts, names)    # a `Code`: the class, and those that are nested in it
    names.schema_of(facts.serializer)   # "ProductSchema"

Other classes of fields are converted by functions that `register` has been told of.
"""

from strangler.porting.schemas.code import schema_code
from strangler.porting.schemas.describe import describe
from strangler.porting.schemas.documents import document_code
from strangler.porting.schemas.expressions import Expression, UnwritableError
from strangler.porting.schemas.facts import Converted, FieldFacts, MethodFacts, Role, SerializerFacts
from strangler.porting.schemas.here import Here, NotNativeError
from strangler.porting.schemas.names import Names
from strangler.porting.schemas.registry import register

__all__ = [
    "Converted",
    "Expression",
    "FieldFacts",
    "Here",
    "MethodFacts",
    "Names",
    "NotNativeError",
    "Role",
    "SerializerFacts",
    "UnwritableError",
    "describe",
    "document_code",
    "register",
    "schema_code",
]
