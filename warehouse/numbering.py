"""Numbers the different values of an array: what numpy's unique does with `return_index` and `return_inverse`.

Value and place are sorted as one 64-bit number where they fit into it: numpy sorts numbers eight times as fast as it
sorts places by numbers.
"""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_BITS = 63


def numbered(values: Ints) -> tuple[Ints, Ints]:
    """For each different value (ascending) its first place, and for each place the number of its value.

    `values` (n,) are 0 or more. Both results are those of `np.unique(values, return_index=True, return_inverse=True)`.
    """
    if not len(values):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    bits = len(values).bit_length()
    if int(values.max()).bit_length() + bits <= _BITS:
        packed = (values << bits) | np.arange(len(values))
        packed.sort()
        order, ordered = packed & ((1 << bits) - 1), packed >> bits
    else:
        order = np.argsort(values, kind="stable")
        ordered = values[order]
    fresh = np.r_[True, ordered[1:] != ordered[:-1]]
    number = np.empty(len(values), np.int64)
    number[order] = np.cumsum(fresh) - 1
    return order[fresh], number
