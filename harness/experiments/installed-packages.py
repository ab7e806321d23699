"""
Prints as JSON what installed distributions take on disk, with all that they need.

Arguments: the names of the distributions. Counted are the files below the folder that holds the packages, with what
Python compiled of them and the folders that they lie in, as `du` counts; neither Python itself, nor libraries of the
system, nor documentation.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
from importlib import metadata


def debian(*arguments):
    """What dpkg-query prints; nothing where it fails or is missing."""
    try:
        done = subprocess.run(["dpkg-query", *arguments], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


class DebianPackage:
    """
    Debian takes requirements that it turned into dependencies of its own out of a distribution's metadata, and leaves
    out the list of files: here only its own records tell them.
    """

    way = "Debian's records"

    def __init__(self, name, folder):
        self.key = name
        self.folder = folder
        below = os.path.join(folder, "")
        self.paths = [path for path in debian("-L", name).splitlines() if path.startswith(below)]
        self.distributions = {
            found[1].lower()
            for found in (re.search(r"/([^/-]+)[^/]*\.(?:dist|egg)-info$", path) for path in self.paths)
            if found
        }

    def needs(self):
        """Of alternatives, the first that is installed. A package without files here belongs to Python or the system."""
        for clause in debian("-W", "-f=${Pre-Depends}, ${Depends}", self.key).split(","):
            for alternative in clause.split("|"):
                name = re.sub(r"[ (:].*", "", alternative.strip())
                if not name or not debian("-L", name):
                    continue
                package = DebianPackage(name, self.folder)
                if package.paths:
                    yield package
                break


class Distribution:
    way = "the metadata of the distributions"

    def __init__(self, found):
        self.key = normal(found.metadata["Name"])
        self._found = found
        self.distributions = {self.key}
        self.folder = os.path.abspath(found.locate_file(""))
        paths = [os.path.normpath(file.locate()) for file in found.files or ()]
        self.paths = [path for path in paths if path.startswith(os.path.join(self.folder, ""))]

    def needs(self):
        for requirement in self._found.requires or ():
            name, _, marker = requirement.partition(";")
            if not holds(marker.strip()):
                continue
            yield installed(re.match(r"[A-Za-z0-9._-]+", name.strip())[0])


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def holds(marker):
    """Whether a requirement is one here, without extras."""
    if "extra" in marker:
        return False
    if not marker:
        return True
    try:
        from packaging.markers import Marker
    except ImportError:
        from pip._vendor.packaging.markers import Marker
    return Marker(marker).evaluate()


def installed(name):
    found = metadata.distribution(name)
    here = Distribution(found)
    # "package: path", or "package, other: path" where several have it.
    owner = re.match(r"[^:,]+", debian("-S", str(found._path)))
    return DebianPackage(owner[0], here.folder) if owner else here


def with_all_needed(packages):
    known = {}
    left = list(packages)
    while left:
        package = left.pop()
        if package.key not in known:
            known[package.key] = package
            left.extend(package.needs())
    return list(known.values())


def parts_of(package):
    """What exists of its files, with what was compiled of them and the folders that they lie in."""
    for path in package.paths:
        if not os.path.isfile(path):
            continue
        compiled = importlib.util.cache_from_source(path) if path.endswith(".py") else path
        for part in {path, compiled}:
            while os.path.lexists(part) and part != package.folder:
                yield part
                part = os.path.dirname(part)


def main(names):
    asked = [installed(name) for name in names]
    packages = with_all_needed(asked)
    stats = [os.lstat(part) for part in {part for package in packages for part in parts_of(package)}]
    server = asked[1] if len(asked) > 1 else None
    found = {
        "size": sum(stat.st_blocks for stat in stats) * 512,
        "distributions": sorted({name for package in packages for name in package.distributions}),
        "serverNeeds": server and sorted({name for package in server.needs() for name in package.distributions}),
        "withoutFiles": sorted(package.key for package in packages if not package.paths),
        "ways": sorted({package.way for package in packages}),
    }
    print(json.dumps(found))


main(sys.argv[1:])
