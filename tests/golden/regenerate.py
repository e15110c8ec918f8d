"""Write the ``after`` files anew. Read every line of the difference before you commit it.

``python tests/golden/regenerate.py``
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tests.support.golden_cases import cases, everything_switched  # noqa: E402

for before, after in cases():
    after.write_bytes(everything_switched(before))
