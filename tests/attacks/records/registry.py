"""Every attack on a record that is tried here; its families hold the functions that spoil one."""

from __future__ import annotations

from tests.attacks.records import beside, bytes_of, entries_of, locks, places

ATTACKS = (*bytes_of.ATTACKS, *entries_of.ATTACKS, *places.ATTACKS, *beside.ATTACKS, *locks.ATTACKS)
