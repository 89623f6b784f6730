"""What happens to money owed and money received, one module per activity."""
