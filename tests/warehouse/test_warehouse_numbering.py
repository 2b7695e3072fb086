"""Numbering gives what numpy's unique gives, whether value and place fit into one number or not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from warehouse.numbering import numbered


@given(st.lists(st.one_of(st.integers(0, 5), st.integers(0, 2**62)), max_size=40))
def test_it_is_unique(values):
    given_values = np.array(values, np.int64)
    first, number = numbered(given_values)
    _, index, inverse = np.unique(given_values, return_index=True, return_inverse=True)
    assert first.tolist() == index.tolist() and number.tolist() == inverse.tolist()
