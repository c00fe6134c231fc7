"""Hostile bytes for every parser of device bytes, and what must hold whatever they are.

A target takes any bytes and raises ``BrokenPromiseError`` or anything else only when the code under
test is wrong. Targets are pure: ``tests/test_fuzz_targets.py`` feeds them from hypothesis in CI,
``fuzz/run.py`` from atheris out of CI.
"""
