"""To-dos, notices and papers for programs."""
