"""Which groups may be shown: none under five, and none that could be worked out from the rest. Pure; no Django."""

from collections.abc import Hashable, Mapping

SMALLEST = 5


def showable[Group: Hashable](counts: Mapping[Group, int]) -> set[Group]:
    """Return the groups of one breakdown that may be shown beside its total.

    Groups of one to four are hidden. Where those hidden together are under five, or only one group is hidden, the
    total minus the shown groups would give them away: the next smallest groups are hidden too. Empty groups may be
    shown: they say that nobody answered.
    """
    shown = {group for group, n in counts.items() if n == 0 or n >= SMALLEST}
    hidden = [group for group in counts if group not in shown]
    rest = sorted((group for group in shown if counts[group]), key=lambda group: counts[group])
    while hidden and rest and (len(hidden) == 1 or sum(counts[group] for group in hidden) < SMALLEST):
        smallest = rest.pop(0)
        hidden.append(smallest)
        shown.discard(smallest)
    return shown


def showable_parts[Small: Hashable, Large: Hashable](
    counts: Mapping[tuple[Small, Large], int],
) -> tuple[set[Small], set[Large]]:
    """Return the small parts (permit types) and the large ones they belong to (agencies) that may be shown together.

    A large part minus its shown small ones would give a hidden small one away, and the small parts of a hidden large
    one would give its neighbour away: small ones are judged inside their large one, and hidden with it.
    """
    inside: dict[Large, dict[Small, int]] = {}
    for (small, large), n in counts.items():
        inside.setdefault(large, {})[small] = n
    shown = showable({large: sum(found.values()) for large, found in inside.items()})
    hidden = {
        small
        for large, found in inside.items()
        for small in (found.keys() - showable(found) if large in shown else found)
    }
    return {small for small, _ in counts} - hidden, shown
