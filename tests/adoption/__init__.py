"""Adopting a project, in what needs no Django: bringing, reading, writing."""
