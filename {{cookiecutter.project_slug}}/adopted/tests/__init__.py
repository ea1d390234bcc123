"""Tests of the two halves together. The project's own tests are in `legacy/`, and run there as ever."""
