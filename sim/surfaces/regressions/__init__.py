"""Runbook regressions: files of them, and how pytest runs each as a test."""
