#!/usr/bin/env python3
"""small-packages.py COUNT: prints small Debian packages of shared libraries that come, with all they depend on, to at least COUNT packages.

They are a repository for tests of the resolver that is made in a minute: many packages, real dependencies, few bytes.
"""
import re
import subprocess
import sys

MOST_BYTES = 120_000
# What mkyumrepo.sh leaves out, for only maintainer scripts need it.
LEFT_OUT = set('debconf debconf-2.0 cdebconf dpkg perl-base install-info tar adduser passwd ucf init-system-helpers'.split())


def packages():
    """Of each name the first version's size, section, groups of alternatives and source package."""
    found = {}
    text = subprocess.run(['apt-cache', 'dumpavail'], check=True, stdout=subprocess.PIPE).stdout.decode('utf-8', 'replace')
    architecture = subprocess.run(['dpkg', '--print-architecture'], check=True, stdout=subprocess.PIPE).stdout.decode().strip()
    for block in text.split('\n\n'):
        fields = dict(re.findall(r'^([A-Za-z-]+): (.*)$', block, re.M))
        if fields.get('Architecture') not in (architecture, 'all') or fields['Package'] in found:
            continue
        needs = ', '.join(fields[key] for key in ('Pre-Depends', 'Depends') if key in fields)
        groups = [[re.sub(r'[ (:].*', '', each.strip()) for each in group.split('|')] for group in needs.split(',') if group.strip()]
        source = fields.get('Source', fields['Package']).split()[0]
        found[fields['Package']] = (int(fields.get('Size', 0)), fields.get('Section', ''), groups, source)
    return found


def closure(names, known):
    """The names and all that they depend on, all alternatives, as apt-cache has it; None if others would come in that only provide a name."""
    seen, queue = set(), list(names)
    while queue:
        name = queue.pop()
        if name in seen or name in LEFT_OUT:
            continue
        if name not in known:
            return None
        seen.add(name)
        queue += [each for group in known[name][2] for each in group]
    return seen


def main():
    count = int(sys.argv[1])
    known = packages()
    chosen = closure(['zlib1g', 'libstdc++6'], known)
    asked = ['zlib1g', 'libstdc++6']
    candidates = sorted((name for name, (size, section, groups, _) in known.items()
                         if section == 'libs' and size < MOST_BYTES and len(groups) > 1), key=lambda name: (-len(known[name][2]), name))
    sources = set()
    for name in candidates:
        if known[name][3] in sources:
            continue
        sources.add(known[name][3])
        if len(chosen) >= count:
            break
        found = closure([name], known)
        if found is None:
            continue
        more = found - chosen
        if sum(known[each][0] for each in more) < 2 * MOST_BYTES + 60_000 * len(more) and all(known[each][0] < 6 * MOST_BYTES for each in more):
            asked.append(name)
            chosen |= more
    print('\n'.join(asked))
    print(len(chosen), sum(known[each][0] for each in chosen), file=sys.stderr)


main()
