"""What Uitweg counts about itself, for Prometheus.

No label is ever made from what somebody sent. While nothing is switched on, counting does nothing,
and the library is not even loaded.
"""

from uitweg.platform.metrics.counting import add, is_on, observe, set_to, switch_on
from uitweg.platform.metrics.hourly import HOURLY
from uitweg.platform.metrics.names import METRICS

__all__ = ["HOURLY", "METRICS", "add", "is_on", "observe", "set_to", "switch_on"]
