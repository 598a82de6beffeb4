#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the source tree to its own rules.

A folder may include what its library's LINKS name, followed through the libraries named there, and what the include table
of its side's README.md allows its layer; third-party headers need the third-party target among the folder's own LINKS (a
program may use those of the libraries it links).
Libraries form no circle, every source file stands in exactly one explicit list, carries its licence line, and no work is
left marked as unfinished. Prints one line a violation; the exit code is 1 if there is any.
"""

import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

SIDES_WITH_TABLE = ("daemon", "desktop")
SIDES = ("shared", "daemon", "desktop")
SIDE_MAY_USE = {"shared": {"shared"}, "daemon": {"shared", "daemon"}, "desktop": {"shared", "desktop"}}
THIRD_PARTY = {  # include in angle brackets → target that the library links itself
    r"Q[A-Z]\w*|Qt\w*/.*": r"Qt6::",
    r"sqlite3\.h": r"SQLite::SQLite3",
    r"curl/.*": r"CURL::libcurl",
    r"openssl/.*": r"OpenSSL::",
    r"simdjson\.h": r"simdjson::simdjson",
    r"toml\+\+/.*": r"tomlplusplus::",
    r"qt6keychain/.*": r"qt6keychain",
}
SOURCE_SUFFIXES = (".cpp", ".h")
LICENSED_SUFFIXES = (".cpp", ".h", ".py", ".cmake", ".mjs", ".js", ".lua", ".sh", ".service")
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
SKIPPED_FOLDERS = {"build", ".git", "node_modules", "__pycache__"}


@dataclass
class Library:
    name: str
    folder: Path  # relative to the root
    sources: list
    links: list = field(default_factory=list)
    is_program: bool = False


def tree_files(root):
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not SKIPPED_FOLDERS.intersection(relative.parts):
            yield relative


def read_libraries(root):
    """Every gotoai_library() and add_executable() of the sides' CMakeLists.txt files."""
    libraries = []
    lists = [path for side in SIDES for path in sorted((root / side).rglob("CMakeLists.txt"))]
    for path in lists:
        text = re.sub(r"#[^\n]*", "", path.read_text(encoding="utf-8"))
        folder = path.parent.relative_to(root)
        for body in re.findall(r"\bgotoai_library\s*\(([^)]*)\)", text):
            words = body.split()
            split = words.index("LINKS") if "LINKS" in words else len(words)
            sources = [word for word in words[1:split] if word != "SOURCES"]
            libraries.append(Library(words[0], folder, sources, words[split + 1:]))
        for body in re.findall(r"\badd_executable\s*\(([^)]*)\)", text):
            words = body.split()
            linked = re.search(r"target_link_libraries\s*\(\s*" + re.escape(words[0]) + r"\s([^)]*)\)", text)
            links = [w for w in linked.group(1).split() if w not in ("PRIVATE", "PUBLIC")] if linked else []
            libraries.append(Library(words[0], folder, words[1:], links, is_program=True))
    return libraries


def read_table(root, side):
    """The side's include table: {folder: set of folders}, None as a set meaning all of them."""
    path = root / side / "README.md"
    if not path.exists():
        return None
    table = {}
    in_table = False
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.lstrip().startswith("|") and len(cells) >= 2:
            if cells[0] == "from":
                in_table = True
            elif in_table and not set(cells[0]) <= set("-: "):
                allowed = None if "every" in cells[1] else set(re.findall(r"[a-z]+", cells[1])) - {"nothing"}
                for folder in re.findall(r"[a-z]+", cells[0]):
                    table[folder] = allowed
        else:
            in_table = False
    return table


def link_closure(library, by_name):
    reached, waiting = set(), list(library.links)
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in reached:
            reached.add(name)
            waiting.extend(by_name[name].links)
    return reached


def find_circle(by_name):
    """Names along a circle of libraries, empty if there is none."""
    done = set()

    def walk(name, trail):
        if name in trail:
            return trail[trail.index(name):] + [name]
        if name in done or name not in by_name:
            return []
        for link in by_name[name].links:
            circle = walk(link, trail + [name])
            if circle:
                return circle
        done.add(name)
        return []

    for name in by_name:
        circle = walk(name, [])
        if circle:
            return circle
    return []


def layer_of(file):
    """'gateway' for daemon/gateway/openai/x.cpp; empty for files that stand directly in daemon/."""
    return file.parts[1] if len(file.parts) > 2 else ""


class Check:
    def __init__(self, root):
        self.root = root
        self.violations = []
        self.libraries = read_libraries(root)
        self.by_name = {library.name: library for library in self.libraries}
        self.tables = {side: table for side in SIDES_WITH_TABLE if (table := read_table(root, side)) is not None}
        self.owner = {}

    def complain(self, place, sentence):
        self.violations.append(f"{place}: {sentence}")

    def run(self):
        self.check_lists()
        circle = find_circle(self.by_name)
        if circle:
            self.complain("CMakeLists.txt", "libraries form a circle: " + " → ".join(circle))
        for file, library in self.owner.items():
            self.check_includes(file, library)
        self.check_texts()
        return self.violations

    def check_lists(self):
        for library in self.libraries:
            for source in library.sources:
                file = library.folder / source
                if not (self.root / file).exists():
                    self.complain(library.folder / "CMakeLists.txt", f"{library.name} lists {source}, which does not exist")
                elif file in self.owner:
                    self.complain(file, f"is listed by {self.owner[file].name} and by {library.name}")
                else:
                    self.owner[file] = library
        for file in tree_files(self.root):
            if file.parts[0] in SIDES and file.suffix in SOURCE_SUFFIXES and file not in self.owner:
                self.complain(file, "stands in no library's list")
        for library in self.libraries:
            side, layer = library.folder.parts[0], library.folder.parts[1] if len(library.folder.parts) > 1 else ""
            if layer and side in self.tables and layer not in self.tables[side]:
                self.complain(library.folder, f"has no row in the include table of {side}/README.md")

    def check_includes(self, file, library):
        reachable = link_closure(library, self.by_name) | {library.name}
        for number, line in enumerate((self.root / file).read_text(encoding="utf-8").splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not match:
                continue
            place = f"{file}:{number}"
            if match.group(1) == "<":
                self.check_third_party(place, match.group(2), library)
            else:
                self.check_own(place, file, match.group(2), library, reachable)

    def check_third_party(self, place, include, library):
        links = list(library.links)
        if library.is_program:
            links += [link for name in library.links if name in self.by_name for link in self.by_name[name].links]
        for pattern, target in THIRD_PARTY.items():
            if re.fullmatch(pattern, include) and not any(re.match(target, link) for link in links):
                self.complain(place, f"<{include}> needs a target {target.rstrip(':')}, which {library.name} does not link")

    def check_own(self, place, file, include, library, reachable):
        if include.endswith(".moc"):
            return
        own_side = file.parts[0]
        candidates = [Path(side) / include for side in (own_side, *(side for side in SIDES if side != own_side))]
        target = next((candidate for candidate in candidates if candidate in self.owner), None)
        if target is None:
            self.complain(place, f'"{include}" is no listed file; paths start below {", ".join(SIDES)}')
            return
        if target.parts[0] not in SIDE_MAY_USE[file.parts[0]]:
            self.complain(place, f"{file.parts[0]} may not use {target.parts[0]}")
        if self.owner[target].name not in reachable:
            self.complain(place, f'"{include}" belongs to {self.owner[target].name}, which {library.name} does not link')
        if own_side not in self.tables or target.parts[0] != own_side:
            return
        source_layer, target_layer = layer_of(file), layer_of(target)
        allowed = self.tables[own_side].get(source_layer, set())
        if source_layer and source_layer != target_layer and allowed is not None and target_layer not in allowed:
            self.complain(place, f"the include table does not let {source_layer} use {target_layer}")

    def check_texts(self):
        for file in tree_files(self.root):
            path = self.root / file
            is_script = not file.suffix and path.read_bytes()[:2] == b"#!"
            if not (file.suffix in LICENSED_SUFFIXES or file.name == "CMakeLists.txt" or is_script):
                continue
            lines = path.read_text(encoding="utf-8").splitlines()
            if not any(LICENCE in line for line in lines[:3]):
                self.complain(file, "lacks its licence line")
            for number, line in enumerate(lines, 1):
                if UNFINISHED.search(line):
                    self.complain(f"{file}:{number}", "marks unfinished work")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    violations = Check(parser.parse_args().root).run()
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
