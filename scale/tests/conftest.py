import os

import pytest
import ray

# Workers of Ray import the package and the tests from here.
os.environ["RAY_DEDUP_LOGS"] = "0"


@pytest.fixture(scope="session")
def cluster():
    """Ray on this machine, as `blipscope-ray` starts it."""
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
    yield
    ray.shutdown()
