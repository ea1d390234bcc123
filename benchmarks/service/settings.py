"""The generated project's settings, with DRF views for the benchmark's paths: those of this service's own peers."""

from settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.service.urls"
