import os

import pytest
import ray

# Workers of Ray import the package and the tests from here.
os.environ["RAY_DEDUP_LOGS"] = "0"

MAX_STARTS = 5


@pytest.fixture(scope="session")
def cluster():
    """Ray on this machine, as `blipscope-ray` starts it."""
    start(MAX_STARTS)
    yield
    ray.shutdown()


def start(attempts: int) -> None:
    """Ray gives up its start after 30 s, which a busy machine may need."""
    try:
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
    except Exception:
        ray.shutdown()
        if attempts == 1:
            raise
        start(attempts - 1)
