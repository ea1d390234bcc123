"""The proof on public projects: what they answer, and how their tests end, is the same before and after adoption."""
