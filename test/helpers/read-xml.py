"""Reads the XML on stdin as a program of somebody else's would, and writes its tree as JSON."""

import json
import sys
import xml.etree.ElementTree as ElementTree


def tree(element):
    return {
        "name": element.tag,
        "attributes": element.attrib,
        "text": element.text or "",
        "children": [tree(child) for child in element],
    }


json.dump(tree(ElementTree.fromstring(sys.stdin.buffer.read())), sys.stdout)
