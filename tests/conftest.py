"""What all unit tests share."""

import gc
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import settings

# The same examples on every run and every machine; slow machines are no failures.
settings.register_profile("course", deadline=None, derandomize=True, database=None, max_examples=40)
settings.load_profile("course")


@pytest.fixture
def no_cycles():
    """Return a context in which no reference cycle may be made; older garbage does not count."""

    @contextmanager
    def context():
        gc.collect()
        gc.freeze()
        gc.disable()
        try:
            yield
            assert gc.collect() == 0
        finally:
            gc.enable()
            gc.unfreeze()

    return context


@pytest.fixture
def rng():
    return np.random.default_rng(0)
