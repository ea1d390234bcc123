"""How a project is brought into `legacy/`: where it is, which files belong to it, what was brought before."""
