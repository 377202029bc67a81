"""Markdown pages as the tests read them: fenced blocks with their directives.

A directive is an HTML comment on the line before a block:

    <!-- policy: shop -->     the block is a whole policy, known as "shop" to later blocks of the page
    <!-- in: shop -->         the block is a part of a policy, merged into "shop"; outer braces may be left out
    <!-- refused: HF1101 -->  `huifang check` must report this code
    <!-- file: calls.csv -->  the block is also written to this file of the page's folder
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = re.compile(r"((?:^<!-- [a-z]+: [^\n]* -->\n)*)^```([a-z]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DIRECTIVE = re.compile(r"^<!-- ([a-z]+): (.*) -->$", re.MULTILINE)


@dataclass
class Block:
    language: str
    text: str
    line: int  # of the first line of the text
    directives: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    path: Path
    text: str
    blocks: list[Block]


def read_page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    blocks = []
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start(3)) + 1
        blocks.append(Block(match[2], match[3], line, dict(_DIRECTIVE.findall(match[1]))))
    return Page(path, text, blocks)


def without_comments(text: str) -> str:
    """JSON without // and /* */ comments; those inside strings stay."""
    keep_strings = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
    return keep_strings.sub(lambda match: match[1] or "", text)
