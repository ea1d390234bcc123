"""What would leave the process, held back and noted: each module is one way out."""
