"""No message about a case of the demo says who it is about, where they are, or which case it is."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.installation import Installation
from tests.support.partner_city import GATEWAYS


def test_no_template_with_any_case_of_the_demo_says_anything_of_it(tmp_path: Path) -> None:
    file = tmp_path / "gateways.yaml"
    file.write_text(GATEWAYS.format(url="http://127.0.0.1:9"))
    file.chmod(0o600)
    more = {
        "UITWEG_GATEWAYS": str(file),
        "UITWEG_SMTP_URL": "smtp://127.0.0.1:9?from=uitweg@stad.example",
    }
    city = Installation(tmp_path / "data", more).make()

    done = subprocess.run(
        [sys.executable, "-m", "tests.support.everything_sent"],
        env=city.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["leaks"] == []
    assert found["facts"] > 20
    assert found["messages"] > 20
