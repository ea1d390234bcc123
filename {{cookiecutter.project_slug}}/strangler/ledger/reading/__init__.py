"""What the views say of themselves: who may use them, what goes in and out."""
