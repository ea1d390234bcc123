"""Tests of the template: what it asks, what it refuses, what comes out, and whether that runs."""
