"""The Python guide says what is true: its blocks run, in order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any


def test_the_blocks_of_the_guide_run() -> None:
    guide = Path(__file__).parents[3] / "examples" / "guide" / "python.md"
    text = guide.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "guide"}
    blocks = list(re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    assert blocks
    for block in blocks:
        # Blank lines before the block, so that a failure names the line of the guide.
        lines_before = text.count("\n", 0, block.start(1))
        exec(compile("\n" * lines_before + block[1], str(guide), "exec"), names)
