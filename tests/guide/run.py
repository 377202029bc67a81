#!/usr/bin/env python3
"""Runs the code blocks of README.md and the guide, and compares the guide with the library.

    run.py --bin DIR --lib DIR [--python EXECUTABLE] [--only LANGUAGE,...] [--coverage] [PAGE...]

--bin holds the command line, --lib the C and C++ libraries; --python can import huifang (default: this interpreter);
--coverage compares the guide with the library.
What is done with a block depends on its language; every page has a folder of its own, in which its blocks run in order:

    jsonc, json   policies, log mappings and statecharts go through `huifang check`, policy tests are run, anything else is parsed
    sh            runs; `huifang` is on the path
    c, cpp        is compiled with warnings as errors, and run
    python        runs; the blocks of a page share their names
    sql           is asked of a book
    text          is what the block before it prints

Other languages (console, …) are for reading only. Ends with "N passed, N failed".
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Optional

import coverage
from pages import Block, Page, read_page, without_comments

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_POLICY = ROOT / "examples" / "policies" / "cement-visit-cadence" / "policy.json"
PROGRAMS = ("sh", "c", "cpp", "python")
LANGUAGES = (*PROGRAMS, "json", "jsonc", "sql")

# Executes the blocks of a page in one namespace, one for each line that it reads; answers with what each printed, and why it failed.
PYTHON_DRIVER = """
import contextlib, io, json, sys, traceback
names = {"__name__": "guide"}
for request in sys.stdin:
    page, line, text = json.loads(request)
    out, why = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(out):
            exec(compile("\\n" * (line - 1) + text, page, "exec"), names)
    except BaseException:
        why = traceback.format_exc()
    print(json.dumps([out.getvalue(), why]), flush=True)
"""


class Failed(Exception):
    pass


def merged(base: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(base) if isinstance(base, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


class PageRunner:
    def __init__(self, page: Page, folder: Path, options: argparse.Namespace) -> None:
        self.page = page
        self.folder = folder
        self.options = options
        self.policies: dict[str, Any] = {}
        self.interpreter: Optional[subprocess.Popen[str]] = None
        self.environment = dict(os.environ, PATH=f"{options.bin}{os.pathsep}{os.environ['PATH']}", LC_ALL="C.UTF-8")
        self.environment["LD_LIBRARY_PATH"] = str(options.lib)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *command: str, ok: bool = True) -> str:
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8", timeout=300)
        if ok and done.returncode != 0:
            raise Failed(f"status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def block(self, block: Block, expected: Optional[Block]) -> None:
        found = getattr(self, block.language)(block)
        if expected is not None and found != expected.text:
            raise Failed("".join(difflib.unified_diff(expected.text.splitlines(True), found.splitlines(True),
                                                      f"the page, line {expected.line}", "what it prints")))

    def jsonc(self, block: Block) -> str:
        text = without_comments(block.text).strip()
        name = block.directives.get("in")
        if name is not None and not text.startswith("{"):
            text = "{" + text + "}"
        try:
            document = json.loads(text)
        except ValueError as error:
            raise Failed(f"not JSON: {error}") from None
        if name is not None:
            document = merged(self.policies[name], document)
        if "policy" in block.directives:
            self.policies[block.directives["policy"]] = document
            self.write(f"{block.directives['policy']}.json", block.text)  # where documents that extend it find it
        if isinstance(document, dict) and "huifang_test" in document:
            return self.policy_test(block)
        if not isinstance(document, dict) or not document.keys() & {"huifang", "huifang_log", "statechart"}:
            return ""
        path = self.write("checked.json", block.text if name is None else json.dumps(document, ensure_ascii=False, indent=1))
        if "refused" in block.directives:
            answer = self.run("huifang", "check", path.name, ok=False)
            if block.directives["refused"] not in answer:
                raise Failed(f"{block.directives['refused']} is not reported, but:\n{answer}")
            return answer
        return self.run("huifang", "check", path.name)

    json = jsonc

    def policy_test(self, block: Block) -> str:
        self.write("tested/policy.json", SAMPLE_POLICY.read_text(encoding="utf-8"))
        self.write("tested/tests/page.json", block.text)
        return self.run("huifang", "test", "tested")

    def sh(self, block: Block) -> str:
        return self.run("bash", "-euo", "pipefail", "-c", block.text)

    def c(self, block: Block) -> str:
        source = self.write(f"line{block.line}.c", block.text)
        self.run("gcc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/capi/include", source.name,
                 "-o", source.stem, f"-L{self.options.lib}", "-lhuifang-c")
        return self.run(f"./{source.stem}")

    def cpp(self, block: Block) -> str:
        source = self.write(f"line{block.line}.cpp", block.text)
        self.run("g++", "-std=c++20", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/include", source.name, "-o", source.stem,
                 f"-L{self.options.lib}", "-l:libhuifang.so")
        return self.run(f"./{source.stem}")

    def python(self, block: Block) -> str:
        if self.interpreter is None:
            self.interpreter = subprocess.Popen([self.options.python, "-c", PYTHON_DRIVER], cwd=self.folder, env=self.environment,
                                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        assert self.interpreter.stdin is not None and self.interpreter.stdout is not None
        try:
            self.interpreter.stdin.write(json.dumps([str(self.page.path), block.line, block.text]) + "\n")
            self.interpreter.stdin.flush()
        except BrokenPipeError:
            pass  # an earlier block ended it
        answer = self.interpreter.stdout.readline()
        if not answer:
            raise Failed("the interpreter has ended")
        printed, why = json.loads(answer)
        if why:
            raise Failed(why)
        return str(printed)

    def close(self) -> None:
        if self.interpreter is not None:
            self.interpreter.communicate(timeout=60)

    def sql(self, block: Block) -> str:
        book = self.folder / "asked.db"
        if not book.exists():
            self.run("huifang", "run", "--quiet", "--policy", str(SAMPLE_POLICY), "--book", book.name,
                     "--from", "2024-01-01", "--to", "2024-01-02")
        return self.run("sqlite3", "-bail", book.name, block.text)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--lib", type=Path, required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--only", default="")
    parser.add_argument("--coverage", action="store_true")
    parser.add_argument("pages", nargs="*", type=Path)
    options = parser.parse_args()
    options.bin, options.lib = options.bin.resolve(), options.lib.resolve()
    only = set(options.only.split(",")) - {""}
    paths = options.pages or [ROOT / "README.md", *sorted((ROOT / "examples" / "guide").glob("*.md")),
                              ROOT / "examples" / "README.zh-CN.md"]
    passed = failed = 0

    def settle(what: str, why: str) -> None:
        nonlocal passed, failed
        passed, failed = passed + (not why), failed + bool(why)
        if why:
            print(f"FAILED: {what}\n{why.rstrip()}\n", flush=True)

    for path in paths:
        page = read_page(path.resolve())
        with tempfile.TemporaryDirectory() as folder:
            runner = PageRunner(page, Path(folder), options)
            for block, after in zip(page.blocks, [*page.blocks[1:], None]):
                if "file" in block.directives:
                    runner.write(block.directives["file"], block.text)
                if block.language not in LANGUAGES or (only and block.language not in only):
                    continue
                expected = after if after is not None and after.language == "text" else None
                why = ""
                try:
                    runner.block(block, expected if block.language in PROGRAMS or "refused" in block.directives else None)
                except (Failed, subprocess.TimeoutExpired, OSError, KeyError) as error:
                    why = f"{type(error).__name__}: {error}" if not isinstance(error, Failed) else str(error)
                settle(f"{path}:{block.line}: {block.language}", why)
            runner.close()
    if options.coverage:
        for what, why in coverage.findings(ROOT):
            settle(what, why)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
