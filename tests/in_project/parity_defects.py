"""All defects that are planted into the shop's ported routes."""

from parity_defects_done import EFFECTS, WRITES
from parity_defects_shown import SHOWN

DEFECTS = [*SHOWN, *WRITES, *EFFECTS]
