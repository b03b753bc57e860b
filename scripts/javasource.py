"""Reads Java sources well enough to measure and check them: no compiler, no dependency.

Used by `measures`, `check-links` and `check-model`.
"""
import dataclasses
import functools
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = {"target", ".git", ".idea", ".vscode", "node_modules", "__pycache__"}
LITERAL_OR_COMMENT = re.compile(
    r'//[^\n]*|/\*.*?\*/|"""(?:\\.|(?!""").)*"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
TYPE = re.compile(r"(?<![\w.])(class|interface|enum|record|@interface)\s+(\w+)")
ANNOTATION = re.compile(r"@(?!interface\b)[\w.]+\s*")


def files(root, suffixes):
    """Every file below a folder with one of the suffixes ("" for files without one), built and tool folders left out."""
    for path in sorted(pathlib.Path(root).iterdir()):
        if path.is_dir():
            if path.name not in SKIPPED:
                yield from files(path, suffixes)
        elif path.is_file() and path.suffix in suffixes:
            yield path


def blank(text):
    """The text with everything but its line breaks turned into spaces."""
    return re.sub(r"[^\n]", " ", text)


def without(source, comments=True, literals=True):
    """The source with comments and/or literals blanked; every offset and line stays where it was."""

    def replace(match):
        text = match.group()
        if text.startswith(("//", "/*")):
            return blank(text) if comments else text
        return '"' + blank(text[1:-1]) + '"' if literals else text

    return LITERAL_OR_COMMENT.sub(replace, source)


def closing(code, start):
    """The offset of the bracket that closes the one at `start`, in code without literals."""
    depth = 0
    for match in re.compile(r"[(){}\[\]]").finditer(code, start):
        depth += 1 if match.group() in "({[" else -1
        if depth == 0:
            return match.start()
    return len(code) - 1


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def without_annotations(header):
    """A declaration's header without its annotations and their arguments."""
    parts, at = [], 0
    while match := ANNOTATION.search(header, at):
        parts.append(header[at:match.start()])
        at = match.end()
        if at < len(header) and header[at] == "(":
            at = closing(header, at) + 1
    return "".join(parts) + header[at:]


@dataclasses.dataclass
class Member:
    """A field, method, constructor or initializer."""

    kind: str
    name: str
    static: bool
    start: int
    end: int


@dataclasses.dataclass
class Type:
    """A class, interface, enum, record or annotation, with its members and the types in it."""

    kind: str
    name: str
    header: str
    start: int
    end: int
    declared_public: bool
    members: list = dataclasses.field(default_factory=list)
    types: list = dataclasses.field(default_factory=list)

    def all_types(self):
        yield self
        for inner in self.types:
            yield from inner.all_types()


def declarations(code, start, end):
    """(header, offset, body or None, end) of each declaration between two offsets."""
    at = start
    while at < end:
        begin = at
        while begin < end and (code[begin].isspace() or code[begin] == ";"):
            begin += 1
        if begin >= end:
            return
        at, initialized = begin, False
        while at < end:
            char = code[at]
            if char in "([" or (char == "{" and initialized):
                at = closing(code, at)
            elif char == "=":
                initialized = True
            elif char == ";":
                yield code[begin:at], begin, None, at
                break
            elif char == "{":
                close = closing(code, at)
                yield code[begin:at], begin, (at + 1, close), close
                at = close
                break
            at += 1
        else:
            return
        at += 1


def after_constants(code, start, end):
    """Where the members of an enum's body begin."""
    at = start
    while at < end and code[at] != ";":
        at = closing(code, at) if code[at] in "({[" else at
        at += 1
    return at + 1


def parse(code, start, end, owner=None):
    """The types declared between two offsets; members other than types go to the owner."""
    found = []
    for header, begin, body, stop in declarations(code, start, end):
        plain = without_annotations(header)
        words = set(re.split(r"\W+", plain.split("(")[0].split("=")[0]))
        declared = TYPE.search(plain) if body else None
        if declared and "=" not in plain[:declared.start()] and "(" not in plain[:declared.start()]:
            kind, name = declared.groups()
            made = Type(kind, name, " ".join(plain.split()), begin, stop, "public" in words)
            first = after_constants(code, *body) if kind == "enum" else body[0]
            made.types = parse(code, first, body[1], made)
            found.append(made)
        elif owner is not None:
            signature = plain.split("=")[0]
            named = re.search(r"(\w+)\s*\(", signature)
            implicit = owner.kind in ("interface", "@interface")
            if named:
                kind, name = ("constructor" if named.group(1) == owner.name else "method"), named.group(1)
            elif body and not signature.strip():
                kind, name = "initializer", "{}"
            elif body and signature.split() == ["static"]:
                kind, name = "initializer", "static {}"
            elif body and owner.name in words:
                kind, name = "constructor", owner.name
            else:
                names = re.findall(r"\w+", signature)
                kind, name = "field", names[-1] if names else "?"
            static = "static" in words or (implicit and kind == "field")
            owner.members.append(Member(kind, name, static, begin, stop))
    return found


@dataclasses.dataclass
class Source:
    """One Java file."""

    path: pathlib.Path
    module: str
    part: str

    @functools.cached_property
    def text(self):
        return self.path.read_text(encoding="utf-8")

    @functools.cached_property
    def code(self):
        """The text without comments and literals."""
        return without(self.text)

    @functools.cached_property
    def package(self):
        match = re.search(r"^\s*package\s+([\w.]+)\s*;", self.code, re.M)
        return match.group(1) if match else ""

    @functools.cached_property
    def types(self):
        body = re.sub(r"^\s*(?:package|import)\b[^;]*;", lambda m: blank(m.group()), self.code, flags=re.M)
        return parse(body, 0, len(body))

    @property
    def lines(self):
        return self.text.count("\n")

    def all_types(self):
        for top in self.types:
            yield from top.all_types()

    def __str__(self):
        return str(self.path.relative_to(ROOT))


def sources(root=ROOT):
    """Every hand-written Java file of the repository."""
    for path in files(root, {".java"}):
        parts = path.relative_to(root).parts
        if "src" in parts and parts[parts.index("src") + 1:parts.index("src") + 3] in (("main", "java"), ("test", "java")):
            at = parts.index("src")
            yield Source(path, "/".join(parts[:at]), parts[at + 1])
