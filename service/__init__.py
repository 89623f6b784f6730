"""ITR: issues from customers stand between customers and deals; the app has no records yet."""
