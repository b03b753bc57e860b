"""Finds links, paths and citations that lead nowhere from a clone of the repository alone.

Used by `check-links` and `measures`.
"""
import functools
import pathlib
import re
import urllib.parse

from javasource import ROOT, files, line_of

SECTION = "\N{SECTION SIGN}"
# What carries comments or messages that people read. The suffix "" are the scripts.
SUFFIXES = {".java", ".properties", ".py", ".sh", ".xml", ".yml", ".yaml", ".sql", ".proto", ".mjs", ".go", ""}
# Applied migrations never change, not even in a comment: Flyway compares their checksums.
FROZEN = ("V1__runs.sql", "V2__point_lookups.sql")
# Its self-test is made of such citations.
EXAMPLES = ("check-links",)
CITATIONS = (
    (re.compile(rf"(?<!\w)(?:RFC\s*\d+,?\s*)?{SECTION}"), "cites a section of a document that is not in the repository"),
    (re.compile(r"\bdesign[\s*#/]+D\d+\b|\(D\d+(?:[,;] ?D\d+)*\)"), "cites a design decision by number: link an ADR"),
    (re.compile(rf"\b(?:runs|executor|dataplane|sdk-client|SDK|console|security|actions)[\s*#/]+spec\b(?!\.)(?![\s*#/]*[({{={SECTION}])"),
     "cites a specification that is not in the repository"),
    (re.compile(r"\b(?:promise|invariant)s?[\s*#/]+I\d+\b"), "cites a promise by number that is not in the repository"),
)
DOCUMENT = re.compile(r"(?<![\w/.-])((?:docs|[\w-]+/docs)/[\w./-]*\w\.md)\b(#[\w-]+)?")
PAGE = re.compile(r"(?<![\w/.*$}>-])([\w-]+\.md)\b(?!\.)")
DECISION = re.compile(r"\bADR[\s*#-]*(\d{1,4})\b")
FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1?\2[`~]*\s*?$", re.S | re.M)
SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"(?<!\\)\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?([^()\s>]+(?:\([^()\s]*\)[^()\s>]*)*)>?(?:\s+[\"'][^)]*[\"'])?\s*\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$", re.M)
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$", re.M)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def slug(heading):
    """The anchor that GitHub gives a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"<[^>]*>", "", text).replace("`", "").replace("*", "")
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def anchors(text):
    plain = FENCE.sub(blank, text)
    found, counts = set(re.findall(r"<a\s+(?:id|name)=\"([^\"]+)\"", plain)), {}
    for heading in HEADING.findall(plain):
        name = slug(heading)
        seen = counts.get(name, 0)
        counts[name] = seen + 1
        found.add(f"{name}-{seen}" if seen else name)
    return found


def markdown_links(path, text, root):
    """(offset, problem) of each relative link of a page that leads nowhere."""
    plain = SPAN.sub(blank, FENCE.sub(blank, text))
    for match in [*LINK.finditer(plain), *REFERENCE.finditer(plain)]:
        target = match.group(1)
        if re.match(r"[a-zA-Z][\w+.-]*:|//", target):
            continue
        place, _, anchor = urllib.parse.unquote(target).partition("#")
        page = (root / place.lstrip("/") if place.startswith("/") else path.parent / place).resolve() if place else path
        if not page.is_relative_to(root) or not page.exists():
            yield match.start(), f"link to {target}: no such file"
        elif anchor and page.suffix == ".md" and anchor not in anchors(page.read_text(encoding="utf-8")):
            yield match.start(), f"link to {target}: no such heading"


def markdown_paths(path, text, root):
    """(offset, problem) of each path of the repository in a code span that does not exist."""
    tops = {entry.name for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith(".")} | {".ci", ".github"}
    for match in SPAN.finditer(FENCE.sub(blank, text)):
        name = match.group(2).strip()
        if not re.fullmatch(r"[\w.-]+(?:/[\w.*{},-]+)+/?", name) or "target" in name.split("/"):
            continue
        base = root if name.split("/")[0] in tops else path.parent
        if (base == root or name.startswith("src/") and (base / "src").exists()) and not exists(base, name):
            yield match.start(), f"`{name}`: no such path"


BELOW = re.compile(r"^Below `([^`]+)`.*?$(.*?)(?=^## |\Z)", re.M | re.S)


def markdown_places(text, root):
    """(offset, problem) of each answer of a "Where is ..." table that names no folder below the one it starts from."""
    for section in BELOW.finditer(text):
        for row in re.finditer(r"^\|.*\| *([^|]*?) *\|$", section.group(2), re.M):
            for span in re.finditer(r"`([a-z][\w/.-]*)`", row.group(1)):
                if not exists(root / section.group(1), span.group(1)) and not exists(root, span.group(1)):
                    yield section.start(2) + row.start(), f"`{span.group(1)}`: no such folder below {section.group(1)}"


KEY = re.compile(r"flyte(?:\.[a-z][a-z0-9-]*)+(?:\.\*)?")


def markdown_keys(path, text, root):
    """(offset, problem) of each configuration key, metric or topic in a code span that neither code nor reference page knows."""
    for match in SPAN.finditer(FENCE.sub(blank, text)):
        for key in KEY.finditer(match.group(2)):
            name = key.group().removesuffix(".*")
            if match.group(2)[:key.start()].endswith(("/", ".", "-", "_")) or match.group(2)[key.end():key.end() + 1] in ("/", "_"):
                continue
            if not re.search(re.escape(name) + r"(?![a-z0-9-])", known_keys(root)):
                yield match.start() + key.start(), f"`{name}`: no such key, metric or topic"


@functools.lru_cache
def known_keys(root):
    """The reference pages, and what code and configuration spell out."""
    pages_of_keys = [root / "docs" / "configuration.md", root / "docs" / "metrics.md"]
    found = [page.read_text(encoding="utf-8") for page in pages_of_keys if page.exists()]
    for path in files(root, {".java", ".properties"}):
        found += re.findall(r"\bflyte\.[\w.-]+", path.read_text(encoding="utf-8"))
    return "\n".join(found)


def exists(base, name):
    """Whether a path, perhaps with * or {a,b}, is there."""
    if choice := re.search(r"\{([^{}]*)\}", name):
        return all(exists(base, name[:choice.start()] + each + name[choice.end():]) for each in choice.group(1).split(","))
    return any(base.glob(name.rstrip("/"))) if "*" in name else (base / name).exists()


@functools.lru_cache
def pages(root):
    """The names of all Markdown files of the repository."""
    return {page.name for page in files(root, {".md"})}


def citations(path, text, root):
    """(offset, problem) of each citation that a reader of the repository cannot follow."""
    for pattern, what in CITATIONS:
        for match in pattern.finditer(text):
            if not match.group().startswith("RFC"):
                yield match.start(), f"\"{' '.join(match.group().split())}\" {what}"
    for match in DOCUMENT.finditer(text):
        page = next((base / match.group(1) for base in (root, path.parent) if (base / match.group(1)).exists()), None)
        if page is None:
            yield match.start(), f"{match.group(1)}: no such page"
        elif match.group(2) and match.group(2)[1:] not in anchors(page.read_text(encoding="utf-8")):
            yield match.start(), f"{match.group()}: no such heading"
    for match in PAGE.finditer(text) if path.suffix != ".md" else ():
        if match.group(1) not in pages(root) and not (path.parent / match.group(1)).exists():
            yield match.start(), f"{match.group(1)}: no such page"
    for match in DECISION.finditer(text):
        if not any((root / "docs" / "adr").glob(f"{int(match.group(1)):04}-*.md")):
            yield match.start(), f"ADR {match.group(1)}: no such decision in docs/adr"


def problems(java=True, root=ROOT):
    """Each problem as one line "path:line: what"; `java` includes what is not Markdown."""
    root = pathlib.Path(root).resolve()
    pages.cache_clear()
    known_keys.cache_clear()
    for path in files(root, {".md", *(SUFFIXES if java else ())}):
        if path.name in FROZEN + EXAMPLES:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = list(citations(path, text, root))
        if path.suffix == ".md":
            found += [*markdown_links(path, text, root), *markdown_paths(path, text, root), *markdown_places(text, root)]
            if path.name not in ("configuration.md", "CHANGELOG.md"):
                found += markdown_keys(path, text, root)
        for offset, what in sorted(found):
            yield f"{path.relative_to(root)}:{line_of(text, offset)}: {what}"
