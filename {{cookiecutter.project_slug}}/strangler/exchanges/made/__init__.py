"""Requests that are made up: valid ones by rows that exist, and those in which one thing is wrong."""
