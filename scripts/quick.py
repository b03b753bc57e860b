"""Shared by quick-test and dev: installs the modules that a module needs, those whose sources changed.

usage: quick.py MODULE    installs what is below MODULE
"""

import hashlib
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
NS = {"m": "http://maven.apache.org/POM/4.0.0"}
# For a JVM that lives some ten seconds: no optimising compiler, no parallel collector.
JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"


def modules():
    """{artifact: (folder, artifacts of ours that it needs to compile, those its tests need too)}, in build order."""
    root = xml.parse(ROOT / "pom.xml").getroot()
    folders = [module.text for module in root.findall("m:modules/m:module", NS)]
    poms = {folder: xml.parse(ROOT / folder / "pom.xml").getroot() for folder in folders}
    ours = {pom.find("m:artifactId", NS).text: folder for folder, pom in poms.items()}
    found = {}
    for artifact, folder in ours.items():
        main, test = [], []
        for dependency in poms[folder].findall("m:dependencies/m:dependency", NS):
            name = dependency.find("m:artifactId", NS).text
            if name in ours:
                scope = dependency.find("m:scope", NS)
                (test if scope is not None and scope.text == "test" else main).append(name)
        found[artifact] = (folder, main, test)
    return found


def upstream(found, artifact, seen):
    """What must be installed before the artifact can be compiled; fills seen in build order."""
    for name in found[artifact][1]:
        if name not in seen:
            upstream(found, name, seen)
            seen.append(name)
    return seen


def fingerprint(found, artifact):
    """A hash of what the installed jar is made of, the modules below it included."""
    digest = hashlib.sha256((ROOT / "pom.xml").read_bytes())
    for name in upstream(found, artifact, []) + [artifact]:
        folder = ROOT / found[name][0]
        for path in [folder / "pom.xml", *sorted((folder / "src" / "main").rglob("*"))]:
            if path.is_file():
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fingerprint_of_poms(found):
    """A hash of what decides which libraries are needed."""
    poms = [ROOT / "pom.xml", *(ROOT / folder / "pom.xml" for folder, _, _ in found.values())]
    return hashlib.sha256(b"".join(pom.read_bytes() for pom in poms)).hexdigest()


def repository():
    given = re.search(r"-Dmaven\.repo\.local=(\S+)", os.environ.get("MAVEN_OPTS", ""))
    return pathlib.Path(given.group(1)) if given else pathlib.Path.home() / ".m2" / "repository"


def is_installed(mark, value):
    """The repository has the jar of these sources: nobody has installed another since the mark was left."""
    jars = list(mark.parent.glob("*.jar"))
    return (mark.exists() and mark.read_text() == value and bool(jars)
            and max(jar.stat().st_mtime for jar in jars) <= mark.stat().st_mtime)


def java_home():
    """The JDK that the other scripts use as well; ends with their message when there is none."""
    found = subprocess.run(["bash", "-c", '. "$0/scripts/lib.sh"; need_java; printf %s "$JAVA_HOME"', str(ROOT)],
                           stdout=subprocess.PIPE, text=True)
    return found.stdout if found.returncode == 0 else sys.exit(found.returncode)


def maven(*arguments):
    command = os.environ.get("MVN", "mvn").split()
    environment = dict(os.environ, JAVA_HOME=java_home())
    environment["MAVEN_OPTS"] = f"{environment.get('MAVEN_OPTS', '')} {JVM} --sun-misc-unsafe-memory-access=allow " \
                                "--enable-native-access=ALL-UNNAMED"
    return subprocess.run([*command, "-B", "-ntp", "-q", "-Dquick", *arguments], cwd=ROOT, env=environment).returncode


def module_named(found, text):
    """The artifact of a module that is given by its folder or its artifact."""
    for name, (folder, _, _) in found.items():
        if text.rstrip("/") in (name, folder):
            return name
    sys.exit(f"no module {text}; there are: {', '.join(folder for folder, _, _ in found.values())}")


def install_below(found, artifact):
    """Installs the modules that the artifact and its tests need, those that changed; returns Maven's status."""
    needed = upstream(found, artifact, [])
    for name in found[artifact][2]:
        needed += [one for one in upstream(found, name, []) + [name] if one not in needed]
    stale = {}
    for name in needed:
        mark = repository() / "org" / "flyte" / name / "1.0.0-SNAPSHOT" / "quick.sha256"
        value = fingerprint(found, name)
        if not is_installed(mark, value):
            stale[name] = (mark, value)
    if not stale:
        return 0
    print(f"installing what changed below {found[artifact][0]}: {', '.join(stale)}", flush=True)
    # The root goes along: its pom is the parent of the others.
    folders = ",".join([".", *(found[name][0] for name in stale)])
    status = maven("install", "-Dmaven.test.skip=true", "-pl", folders)
    if status == 0:
        for mark, value in stale.values():
            mark.write_text(value)
    return status


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    every = modules()
    sys.exit(install_below(every, module_named(every, sys.argv[1])))
